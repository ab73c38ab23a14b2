"""Reasons without names, for counting: why texts wait or are not sent, as a table says it."""

from collections.abc import Mapping

from chairside.rules.communications.why import Code
from chairside.rules.may_text import Code as Gate
from chairside.rules.wording import Words, say

IN_WORDS: Mapping[str, Words] = {
    Gate.NO_TEXT_NUMBER: say("The location has no number for texting"),
    Gate.TEXT_NUMBER_PAUSED: say("Texting is paused at the location"),
    Gate.CONTACT_INACTIVE: say("The primary contact is inactive"),
    Gate.CONTACT_DUPLICATE: say("The primary contact's record is a duplicate"),
    Gate.NO_MOBILE: say("No mobile number"),
    Gate.INVALID_MOBILE: say("The mobile number is not valid"),
    Gate.LANDLINE: say("The number is a landline"),
    Gate.UNFIT_NUMBER: say("The number cannot receive texts"),
    Gate.OPTED_OUT: say("Opted out of texts"),
    Gate.PREFERS_NO_TEXTS: say("Prefers no text messages"),
    Gate.NO_LONGER_CONTACT: say("No longer anyone's primary contact"),
    Gate.NUMBER_CHANGED: say("The mobile number has changed"),
    Gate.PATIENT_NOT_CURRENT: say("The patient is not New or Active"),
    Code.NO_CONSENT: say("Has not agreed to texts of this kind"),
    Code.CONTACT_CHANGED: say("The patient has another primary contact now"),
    Code.TOLD_ALREADY: say("The same phone got the text already"),
    Code.CAMPAIGN_STOPPED: say("The campaign was stopped"),
    Code.TOO_LATE: say("Could not be sent in time"),
    Code.NO_TIME: say("Could not be sent in decent hours in time"),
    Code.QUIET_HOURS: say("Waits for decent hours"),
    Code.CLOSED: say("Waits until the location opens"),
    Code.ONE_A_DAY: say("Waits: one automated text a day is the most"),
    Code.THREE_A_WEEK: say("Waits: three automated texts in seven days are the most"),
    Code.TURN: say("Waits for its turn: so many texts a day"),
    Code.MOVED: say("The visit has moved"),
    Code.ELSEWHERE: say("The visit is at another location, or another patient's"),
    Code.NOT_TAKING_PLACE: say("The visit does not take place"),
    Code.BEGUN: say("The visit has begun or is over"),
    Code.CONFIRMED_ALREADY: say("The visit is confirmed already"),
    Code.NOT_CONFIRMED: say("The visit is not confirmed any more"),
    Code.BOOKED_LATE: say("Booked after the text was due"),
    Code.SWITCHED_ON_LATE: say("Due before the communication was switched on"),
    Code.SWITCHED_OFF: say("The communication is switched off"),
    Code.RULE_CHANGED: say("The communication has changed"),
    Code.BOOKED: say("A visit is booked already"),
    Code.DUE_DATE_CHANGED: say("The due date has changed"),
    Code.DUE_DATE_LATE: say("The due date was entered after the text was due"),
    Code.TAKEN_BACK: say("The statement was taken back"),
    Code.NO_BIRTH_DATE: say("The guarantor's birth date is not on record"),
    Code.BY_EMAIL: say("Goes by email"),
    Code.TEXT_FAILED: say("The text did not arrive"),
    Code.EMAIL_FAILED: say("The email could not be delivered"),
    Code.NEARER: say("Another text was nearer to the visit"),
    Code.OVERTAKEN: say("Another text was sent instead"),
}

OTHERWISE = say("Another reason")


def in_words(code: str) -> Words:
    """Give a reason's words; one that is not known here is still counted."""
    return IN_WORDS.get(code, OTHERWISE)
