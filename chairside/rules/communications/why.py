"""Why a planned text waits or is not sent: a code for counting, a sentence, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from chairside.rules.may_text import Code as Gate
from chairside.rules.may_text import Reason
from chairside.rules.wording import Words, say


class Code(StrEnum):
    """The reasons that belong to planned texts alone; the gate's own are in rules/may_text.py."""

    MOVED = "moved"
    NOT_TAKING_PLACE = "not_taking_place"
    ELSEWHERE = "elsewhere"
    BEGUN = "begun"
    CONFIRMED_ALREADY = "confirmed_already"
    NOT_CONFIRMED = "not_confirmed"
    BOOKED_LATE = "booked_late"
    SWITCHED_ON_LATE = "switched_on_late"
    SWITCHED_OFF = "switched_off"
    NO_TIME = "no_time"
    NEARER = "nearer"
    OVERTAKEN = "overtaken"
    TOO_LATE = "too_late"
    QUIET_HOURS = "quiet_hours"
    CLOSED = "closed"
    ONE_A_DAY = "one_a_day"
    THREE_A_WEEK = "three_a_week"
    NO_CONSENT = "no_consent"
    CONTACT_CHANGED = "contact_changed"
    BEING_CHANGED = "being_changed"
    TAKEN_BACK = "taken_back"
    NO_BIRTH_DATE = "no_birth_date"
    BY_EMAIL = "by_email"
    TEXT_FAILED = "text_failed"
    EMAIL_FAILED = "email_failed"
    RULE_CHANGED = "rule_changed"
    BOOKED = "booked"
    DUE_DATE_CHANGED = "due_date_changed"
    DUE_DATE_LATE = "due_date_late"
    CAMPAIGN_STOPPED = "campaign_stopped"
    TOLD_ALREADY = "told_already"
    TURN = "turn"


REVIVED = frozenset(
    {
        Code.MOVED, Code.ELSEWHERE, Code.NOT_TAKING_PLACE, Code.BEGUN, Code.CONFIRMED_ALREADY, Code.NOT_CONFIRMED,
        Code.BOOKED_LATE, Code.SWITCHED_ON_LATE, Code.SWITCHED_OFF, Code.NO_TIME, Code.NEARER, Code.BOOKED,
        Code.DUE_DATE_CHANGED, Code.DUE_DATE_LATE, Code.RULE_CHANGED,
    }
)  # fmt: skip
"""What the planner says of a cause that may come back: a visit broken by mistake and set right again."""

BARRED = frozenset({*Gate, Code.NO_CONSENT}) - {Gate.NO_RIGHT, Gate.TEXT_NUMBER_PAUSED}
"""What the gate says of a person or a number: so until somebody changes it, and then the text may go after all."""

TOLD = frozenset(
    {Code.CONFIRMED_ALREADY, Code.BOOKED_LATE, Code.SWITCHED_ON_LATE, Code.NO_TIME, Code.NEARER, Code.DUE_DATE_LATE},
)
"""Worth a row of its own although nothing was ever planned: staff will ask where the text is."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason; `remedy` is None where nothing needs to be done."""

    code: str
    sentence: Words
    remedy: Words | None = None


def from_gate(reason: Reason) -> Why:
    """Give a reason of the gate in this form."""
    return Why(reason.code.value, reason.sentence, reason.remedy)


MOVED = Why(Code.MOVED, say("The visit has moved to another time."))
OLD_TIME = Why(Code.MOVED, say("The visit was moved after this text was written."))
ELSEWHERE = Why(Code.ELSEWHERE, say("The visit is at another location now, or another patient's."))
NOT_TAKING_PLACE = Why(Code.NOT_TAKING_PLACE, say("The visit does not take place."))
BEGUN = Why(Code.BEGUN, say("The visit has begun or is over."))
CONFIRMED_ALREADY = Why(Code.CONFIRMED_ALREADY, say("The visit is confirmed already, and this text asks for that."))
NOT_CONFIRMED = Why(Code.NOT_CONFIRMED, say("The visit is not confirmed any more."))
BOOKED_LATE = Why(
    Code.BOOKED_LATE, say("The visit was put at this time after the text was due."), say("Tell the patient by hand.")
)
SWITCHED_ON_LATE = Why(
    Code.SWITCHED_ON_LATE,
    say("The communication was switched on after this text was due."),
    say("Tell the patient by hand."),
)
SWITCHED_OFF = Why(Code.SWITCHED_OFF, say("The communication is switched off."))
NO_TIME = Why(
    Code.NO_TIME,
    say("Texts may not leave at that hour, and when they may again, the text comes too late."),
    say("Call the patient, or let the communication text earlier."),
)
TOO_LATE = Why(
    Code.TOO_LATE,
    say("It could not be sent in time to be of use."),
    say("Call the patient."),
)
BEING_CHANGED = Why(Code.BEING_CHANGED, say("Somebody is changing the visit at this moment."))
TAKEN_BACK = Why(Code.TAKEN_BACK, say("The statement was taken back."))
NO_BIRTH_DATE = Why(
    Code.NO_BIRTH_DATE,
    say("The guarantor's birth date is not on record, and without it the link opens for nobody."),
    say("Ask for the birth date, enter it under Basic Info, and send the statement again."),
)
BY_EMAIL = Why(Code.BY_EMAIL, say("It goes by email."))
TEXT_FAILED = Why(Code.TEXT_FAILED, say("The text did not arrive."))
EMAIL_FAILED = Why(
    Code.EMAIL_FAILED,
    say("The email could not be delivered."),
    say("Check the email address on record, or send the statement by post."),
)
RULE_CHANGED = Why(Code.RULE_CHANGED, say("The communication has changed: it is due at another time now."))
BOOKED = Why(Code.BOOKED, say("A visit is booked already."))
DUE_DATE_CHANGED = Why(Code.DUE_DATE_CHANGED, say("The due date has changed."))
DUE_DATE_LATE = Why(
    Code.DUE_DATE_LATE,
    say("The due date was entered after this text was due."),
    say("Tell the patient by hand, or by a campaign."),
)
CONTACT_CHANGED = Why(Code.CONTACT_CHANGED, say("The patient has another primary contact now."))
CAMPAIGN_STOPPED = Why(Code.CAMPAIGN_STOPPED, say("The campaign was stopped before this text left."))
TOLD_ALREADY = Why(Code.TOLD_ALREADY, say("This phone got the campaign's text already, with that for another patient."))


def nearer(name: str) -> Why:
    """Another text about the visit leaves at about the same time, nearer to the visit."""
    return Why(Code.NEARER, say('"%(name)s" leaves at about the same time and is nearer to the visit.', name=name))


def overtaken(name: str) -> Why:
    """When both were due at last, the one nearer to the visit was sent."""
    return Why(Code.OVERTAKEN, say('"%(name)s" was sent instead: it is nearer to the visit.', name=name))


def turn(per_day: int) -> Why:
    """A campaign sends so many a day, so that the answers can be dealt with."""
    return Why(
        Code.TURN, say("The campaign sends %(per_day)s texts a day; this one has its turn then.", per_day=per_day)
    )
