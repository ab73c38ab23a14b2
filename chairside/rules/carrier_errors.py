"""The carrier's error codes that matter to an office: what happened, what to do, what follows.

Numbers and their meaning: Twilio's error dictionary. The sentences are ours. A code that is not in
the table fails visibly, with its number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chairside.rules.wording import Words, say


class Effect(StrEnum):
    """What the program does about an error."""

    OPT_OUT = "opt_out"
    UNFIT_NUMBER = "unfit_number"
    TRY_LATER = "try_later"
    PAUSE_NUMBER = "pause_number"
    WAIT = "wait"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class CarrierError:
    """One line of the table."""

    code: int | None
    sentence: Words
    remedy: Words
    effect: Effect

    @property
    def lasts_all_day(self) -> bool:
        """Whether there is room again only on the next day."""
        return self.code in DAILY


DAILY = frozenset({30023, 30027})

ASK_FOR_MOBILE = say("Check the number with the patient, or call.")
ASK_ADMINISTRATOR = say("An administrator should look at the carrier's account.")
SEND_AGAIN_LATER = say("Send it again in a few minutes.")

TABLE = (
    (21610, say("This number had opted out of texts."), say("Only the phone itself can undo this: unless it has texted START since, call and ask for that."), Effect.OPT_OUT),
    (21211, say("This is not a valid number."), ASK_FOR_MOBILE, Effect.UNFIT_NUMBER),
    (21214, say("This number cannot be reached."), ASK_FOR_MOBILE, Effect.UNFIT_NUMBER),
    (21217, say("This is not a valid number."), ASK_FOR_MOBILE, Effect.UNFIT_NUMBER),
    (21612, say("The carrier has no way to this number."), ASK_FOR_MOBILE, Effect.FAIL),
    (21614, say("The number is a landline."), say("Ask for a mobile number, or call."), Effect.UNFIT_NUMBER),
    (21635, say("The number is a landline."), say("Ask for a mobile number, or call."), Effect.UNFIT_NUMBER),
    (30003, say("The phone could not be reached: it may be off or out of range."), say("Send it again later, or call."), Effect.TRY_LATER),
    (30004, say("The phone's own carrier has blocked this text."), ASK_FOR_MOBILE, Effect.FAIL),
    (30005, say("The number is unknown or no longer in use."), ASK_FOR_MOBILE, Effect.UNFIT_NUMBER),
    (30006, say("The number is a landline or cannot receive texts."), say("Ask for a mobile number, or call."), Effect.UNFIT_NUMBER),
    (30007, say("The phone's carrier has filtered this text as unwanted."), say("Write it in other words, without links, or call."), Effect.FAIL),
    (30008, say("It was not delivered, and the carrier does not know why."), say("Send it again, or call."), Effect.FAIL),
    (30017, say("The phone's carrier is overloaded."), SEND_AGAIN_LATER, Effect.TRY_LATER),
    (30410, say("The phone's carrier did not answer in time."), SEND_AGAIN_LATER, Effect.TRY_LATER),
    (30019, say("The text is too large for the phone's carrier."), say("Write it shorter."), Effect.FAIL),
    (30036, say("The text was not delivered in time."), say("Send it again, or call."), Effect.FAIL),
    (30450, say("The carrier has blocked this text."), say("Write it in other words, without links, or call."), Effect.FAIL),
    (30010, say("The text costs more than the practice's account allows."), ASK_ADMINISTRATOR, Effect.FAIL),
    (30024, say("The phone's carrier does not know the practice's number yet."), ASK_ADMINISTRATOR, Effect.FAIL),
    (30032, say("The practice's toll-free number is not verified for texting."), ASK_ADMINISTRATOR, Effect.FAIL),
    (30033, say("The practice's registration for texting is suspended."), ASK_ADMINISTRATOR, Effect.FAIL),
    (30034, say("The practice's number is not registered for texting."), ASK_ADMINISTRATOR, Effect.FAIL),
    (30035, say("The practice's number is still being set up for texting."), say("Send it again tomorrow, or call."), Effect.FAIL),
    (30001, say("The carrier's queue is full."), SEND_AGAIN_LATER, Effect.WAIT),
    (21611, say("The carrier's queue for this number is full."), SEND_AGAIN_LATER, Effect.WAIT),
    (30022, say("The practice sends more texts than its number may."), SEND_AGAIN_LATER, Effect.WAIT),
    (30023, say("The practice has used up its texts of the day."), say("Send it again tomorrow, or call."), Effect.WAIT),
    (30027, say("The practice has used up its texts of the day for this phone carrier."), say("Send it again tomorrow, or call."), Effect.WAIT),
    (20429, say("Too many requests at once."), SEND_AGAIN_LATER, Effect.WAIT),
    (20003, say("The carrier does not accept the practice's credentials."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (20005, say("The practice's account at the carrier is not active."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (20006, say("The carrier denies the practice's account this access."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (20008, say("The practice's credentials are for testing only."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (20403, say("The carrier denies the practice's account this access."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (21212, say("The practice's own number is not valid at the carrier."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (21701, say("The practice's messaging service does not exist at the carrier."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (21703, say("The practice's messaging service has no number to send from."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (21704, say("The practice's messaging service has no number to send from."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (30002, say("The practice's account at the carrier is suspended."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (21606, say("The practice's number cannot send texts."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (21659, say("The practice's number does not belong to its account."), ASK_ADMINISTRATOR, Effect.PAUSE_NUMBER),
    (21408, say("The practice's account may not text this country."), ASK_ADMINISTRATOR, Effect.FAIL),
    (21608, say("The practice's trial account may text verified numbers only."), ASK_ADMINISTRATOR, Effect.FAIL),
    (21604, say("The text had no number to go to."), ASK_FOR_MOBILE, Effect.FAIL),
    (21618, say("The carrier cannot send a text with these words."), say("Write it in other words."), Effect.FAIL),
    (21602, say("The text was empty."), say("Write it again."), Effect.FAIL),
    (21617, say("The text was too long."), say("Write it shorter."), Effect.FAIL),
)  # fmt: skip

ERRORS: Mapping[int, CarrierError] = {row[0]: CarrierError(*row) for row in TABLE}


def explain(code: int | None) -> CarrierError:
    """Give the line of a code; an unknown one, or none at all, is told as such."""
    if code is not None and code in ERRORS:
        return ERRORS[code]
    if code is None:
        return CarrierError(
            None,
            say("It was not delivered, and nobody said why."),
            say("Send it again, or call."),
            Effect.FAIL,
        )
    return CarrierError(
        code,
        say("The carrier refused it with the error %(code)s.", code=code),
        say("Send it again, or call. If it happens often, tell an administrator."),
        Effect.FAIL,
    )
