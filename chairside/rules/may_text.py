"""May this location text this contact now, and if not, why: every reason, each with its remedy.

Two gates (domain: Who may text whom). `by_hand` answers for a person at the desk, `by_itself` for
an automated text. Composer, API and send queue all ask here, and ask again at the moment of sending.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from chairside.rules.patients import PatientStatus
from chairside.rules.phones import NumberState
from chairside.rules.quiet_hours import decent_until
from chairside.rules.wording import Words, say


class TextNumberState(StrEnum):
    """Whether the location's own number can send."""

    WORKS = "works"
    MISSING = "missing"
    PAUSED = "paused"


class Code(StrEnum):
    """The name of a reason, for screens and tests."""

    NO_RIGHT = "no_right"
    NO_TEXT_NUMBER = "no_text_number"
    TEXT_NUMBER_PAUSED = "text_number_paused"
    CONTACT_INACTIVE = "contact_inactive"
    CONTACT_DUPLICATE = "contact_duplicate"
    NO_MOBILE = "no_mobile"
    INVALID_MOBILE = "invalid_mobile"
    LANDLINE = "landline"
    UNFIT_NUMBER = "unfit_number"
    OPTED_OUT = "opted_out"
    PREFERS_NO_TEXTS = "prefers_no_texts"
    NO_LONGER_CONTACT = "no_longer_contact"
    NUMBER_CHANGED = "number_changed"
    PATIENT_NOT_CURRENT = "patient_not_current"


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that fails: what is the matter, and what to do about it."""

    code: Code
    sentence: Words
    remedy: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All that the gates look at; the caller gathers it, the gates decide."""

    location: str
    text_number: TextNumberState
    contact: str
    contact_status: PatientStatus
    number: NumberState
    opted_out: bool
    prefers_texts: bool
    is_primary_contact: bool
    number_is_current: bool = True
    new_contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for an automated text: leave now, wait until a moment, or not at all."""

    reasons: tuple[Reason, ...]
    until: datetime | None = None

    @property
    def may_leave_now(self) -> bool:
        return not self.reasons and self.until is None


def by_hand(facts: Circumstances, *, may_manage_inbox: bool) -> tuple[Reason, ...]:
    """Give every reason why this user may not text this contact; empty means that they may."""
    return (*_right(may_manage_inbox), *_shared(facts))


def may_answer(*, may_manage_inbox: bool) -> tuple[Reason, ...]:
    """Give why this user may not see to the texts of this location, whatever the contact."""
    return tuple(_right(may_manage_inbox))


def by_itself(facts: Circumstances, *, patient_status: PatientStatus, now: datetime, zone: ZoneInfo) -> Verdict:
    """Judge an automated text about one patient at `now`, in the recipient's `zone`."""
    reasons = (*_shared(facts), *_patient(patient_status))
    return Verdict(reasons, None if reasons else decent_until(now, zone))


def _shared(facts: Circumstances) -> Iterator[Reason]:
    yield from _text_number(facts)
    yield from _contact(facts)
    yield from _number(facts)
    yield from _consent(facts)
    yield from _thread(facts)


def _right(may_manage_inbox: bool) -> Iterator[Reason]:
    if not may_manage_inbox:
        yield Reason(
            Code.NO_RIGHT,
            say("Your role here may read texts but not send them."),
            say('Ask an administrator for the right "Manage inbox messages".'),
        )


def _text_number(facts: Circumstances) -> Iterator[Reason]:
    if facts.text_number is TextNumberState.MISSING:
        yield Reason(
            Code.NO_TEXT_NUMBER,
            say("%(location)s has no number for texting.", location=facts.location),
            say("An administrator can connect one."),
        )
    elif facts.text_number is TextNumberState.PAUSED:
        yield Reason(
            Code.TEXT_NUMBER_PAUSED,
            say("Texting is paused at %(location)s.", location=facts.location),
            say("An administrator can check the carrier's account and resume it."),
        )


def _contact(facts: Circumstances) -> Iterator[Reason]:
    if facts.contact_status is PatientStatus.INACTIVE:
        yield Reason(
            Code.CONTACT_INACTIVE,
            say("%(contact)s is inactive.", contact=facts.contact),
            say("Set the status to Active, or choose another primary contact."),
        )
    elif facts.contact_status is PatientStatus.DUPLICATE:
        yield Reason(
            Code.CONTACT_DUPLICATE,
            say("This record of %(contact)s is a duplicate.", contact=facts.contact),
            say("Open the original record and text from there."),
        )


def _number(facts: Circumstances) -> Iterator[Reason]:
    name = facts.contact
    match facts.number:
        case NumberState.MISSING:
            yield Reason(
                Code.NO_MOBILE,
                say("%(contact)s has no mobile number.", contact=name),
                say("Ask for one and add it to the record, or call."),
            )
        case NumberState.INVALID:
            yield Reason(
                Code.INVALID_MOBILE,
                say("The mobile number of %(contact)s is not a valid number.", contact=name),
                say("Check the number with the patient and correct it."),
            )
        case NumberState.LANDLINE:
            yield Reason(
                Code.LANDLINE,
                say("The number of %(contact)s is a landline.", contact=name),
                say("Ask for a mobile number, or call."),
            )
        case NumberState.UNFIT:
            yield Reason(
                Code.UNFIT_NUMBER,
                say(
                    "The carrier says that the number of %(contact)s cannot receive texts.",
                    contact=name,
                ),
                say("Check the number with the patient, or call."),
            )


def _consent(facts: Circumstances) -> Iterator[Reason]:
    if facts.opted_out:
        yield Reason(
            Code.OPTED_OUT,
            say("%(contact)s has opted out of texts.", contact=facts.contact),
            say("Only the phone itself can undo this: ask them to text START. Until then, call."),
        )
    if not facts.prefers_texts:
        yield Reason(
            Code.PREFERS_NO_TEXTS,
            say("%(contact)s prefers no text messages.", contact=facts.contact),
            say("Ask whether texting is welcome, then set Text Messages to Yes."),
        )


def _thread(facts: Circumstances) -> Iterator[Reason]:
    if not facts.is_primary_contact:
        names = ", ".join(facts.new_contacts)
        yield Reason(
            Code.NO_LONGER_CONTACT,
            say("%(contact)s is no longer anyone's primary contact.", contact=facts.contact),
            say("Write to %(names)s instead.", names=names)
            if names
            else say("Write to the patient's primary contact instead."),
        )
    elif not facts.number_is_current:
        yield Reason(
            Code.NUMBER_CHANGED,
            say("%(contact)s has another mobile number now.", contact=facts.contact),
            say("Write in the thread of the new number."),
        )


def _patient(status: PatientStatus) -> Iterator[Reason]:
    if status not in {PatientStatus.NEW, PatientStatus.ACTIVE}:
        yield Reason(
            Code.PATIENT_NOT_CURRENT,
            say("The patient is not New or Active."),
            say("Automated texts are only about current patients."),
        )
