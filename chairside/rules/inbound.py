"""What a patient's text means: opt out, opt in, help, a confirmation, or simply a text.

Whole messages count, never a word inside a sentence. Sources: Twilio's keywords for opting out;
47 CFR 64.1200(a)(10): consent may be revoked in any reasonable manner.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """The five things that a text can be."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    CONFIRMATION = "confirmation"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning, the word or phrase that carried it, and what a person should look at."""

    meaning: Meaning
    word: str | None = None
    may_mean_appointment: bool = False
    for_review: bool = False


OPT_OUT_WORDS = frozenset("stop stopall unsubscribe cancel end quit revoke optout".split())
OPT_IN_WORDS = frozenset("start yes unstop".split())
HELP_WORDS = frozenset("help info".split())
APPOINTMENT_WORDS = frozenset("cancel end quit".split())

CONFIRMATIONS = frozenset(
    {
        "1", "y", "yes", "confirm", "confirmed", "reply 1", "yeah", "yep", "yup", "1 confirm", "i confirm",
        "yes 1", "1 yes", "reply 1 confirm", "ok", "okay", "thanks", "thank you", "thankyou",
    }
)  # fmt: skip

# Wishes that leave no doubt, as whole messages. Courtesy around them is taken off first.
REVOCATIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(opt|opt me|sign me) out( of (all )?(the |your |these )?(text(s|ing)?|messages?))?",
        r"unsubscribe( me)?( from .{1,40})?",
        r"(stop|quit|cease)( all)?( the| these| your| with the)? (text(s|ing)?|messag(es?|ing)|sms|text messages?)( to)?( me| us)?( now| anymore| any more)?",
        r"(stop|quit) (sending|contacting|bothering)( me| us)?( (any|these|the|your|all|more|any more))*( text(s|ing)?| messages?| text messages?)?( anymore| any more)?",
        r"(do not|dont|never) (text|message|contact)( me| us| this number| here)?( again| anymore| any more| ever)*",
        r"(do not|dont) (send|want)( me| us)?( to get| to receive)?( (any|these|the|your|any more|more))* ?(texts?|messages?|text messages?)( anymore| any more| from you)?",
        r"no( more)?( of)?( these| your| the)? ?(more )?(texts?|messages?|text messages?|texting)",
        r"no more",
        r"(take|remove) (me|my number|us)( off| from)( of)?( your| the| this)?( text(ing)?| messag(e|ing))? ?(list|texts?|messages?)?",
        r"leave me alone",
        r"i (want|wish|would like) to (opt out|unsubscribe|stop (getting|receiving) (these |your )?(texts?|messages?))",
        r"no mas( (textos?|mensajes?( de texto)?))?",
        r"(ya )?no (me )?(mande|manden|mandes|envie|envien|envies|escriba|escriban|escribas)( mas)?( (textos?|mensajes?( de texto)?))?",
        r"(ya )?no quiero( recibir)?( mas)? (textos?|mensajes?)( de texto)?",
        r"(parar?|pare|paren|dejen? de (mandar|enviar|mandarme|enviarme))( (los |sus )?(textos?|mensajes?))?",
        r"(alto|basta)",
    )
)  # fmt: skip

# Perhaps such a wish: a person should read these.
DOUBTS = re.compile(
    r"\b(stop (texting|messaging|sending|contacting)|unsubscribe|opt(ing)? out|wrong (number|person)|"
    r"(do not|dont|never) (text|message|contact) (me|this|us)|no more (texts?|messages?)|"
    r"(take|remove) me (off|from)|no mas mensajes|numero equivocado|spam|harass\w*)\b"
)
# "stop" beside courtesy and little else
LONE_STOP = re.compile(r"stop( it| this| that| them| everything| now| already| all)*")
COURTESY = re.compile(
    r"^(hi|hello|hey|please|pls|plz|ok|okay|por favor|thanks|thank you|just|can you|could you|would you|"
    r"will you|you can|i said|omg)\s+|\s+(please|pls|plz|thanks|thank you|thx|por favor|gracias|now|ok)$"
)


def read(body: str, *, opted_out: bool, reminder_outstanding: bool, carrier_says: str | None = None) -> Reading:
    """Read a whole message: opt-out first, then opt-in and help, then confirmation, else ordinary.

    `carrier_says` is what the carrier itself took the text for (Twilio's OptOutType) and wins.
    """
    text = plain(body)
    if carrier_says:
        taken = _taken_by_carrier(carrier_says, text)
        if taken:
            return taken
    if text.replace(" ", "") in OPT_OUT_WORDS:
        word = text.replace(" ", "")
        return Reading(Meaning.OPT_OUT, word, may_mean_appointment=word in APPOINTMENT_WORDS)
    if revokes(text):
        return Reading(Meaning.OPT_OUT, text)
    # YES opts in only those who had opted out; START and UNSTOP always do
    if text in OPT_IN_WORDS and (opted_out or text != "yes"):
        return Reading(Meaning.OPT_IN, text)
    if text in HELP_WORDS:
        return Reading(Meaning.HELP, text)
    if text in CONFIRMATIONS and reminder_outstanding:
        return Reading(Meaning.CONFIRMATION, text)
    return Reading(Meaning.ORDINARY, for_review=bool(DOUBTS.search(text)))


def plain(body: str) -> str:
    """Give the words alone: lower case, no accents, punctuation or ornaments, single spaces."""
    folded = unicodedata.normalize("NFKD", body).casefold().replace("\u2019", "").replace("'", "")
    kept = "".join(" " if _is_gap(sign) else sign for sign in folded if not _is_mark(sign))
    return " ".join(kept.split())


def revokes(text: str) -> bool:
    """Whether a plain text, courtesy aside, asks for no more texts and nothing else."""
    core = _without_courtesy(text)
    return any(pattern.fullmatch(core) for pattern in REVOCATIONS) or bool(LONE_STOP.fullmatch(core))


def _without_courtesy(text: str) -> str:
    while (shorter := COURTESY.sub("", text).strip()) != text:
        text = shorter
    return text


def _taken_by_carrier(said: str, text: str) -> Reading | None:
    match said.upper():
        case "STOP":
            return Reading(Meaning.OPT_OUT, text, may_mean_appointment=text in APPOINTMENT_WORDS)
        case "START":
            return Reading(Meaning.OPT_IN, text)
        case "HELP":
            return Reading(Meaning.HELP, text)
    return None


def _is_gap(sign: str) -> bool:
    return not sign.isalnum()


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Cf"}
