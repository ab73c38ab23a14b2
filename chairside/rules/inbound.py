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

WORDS = CONFIRMATIONS | OPT_IN_WORDS | HELP_WORDS

LONGEST_WISH = 120
"""Letters: a longer text says more than "no more texts", so a person reads it."""

MOST_SENTENCES = 20

TEXTS = r"(te?xts?|te?xting|te?xt messag(es|ing)|messag(es?|ing)|msgs?|msging|sms)"

# Wishes that leave no doubt, as whole messages. Courtesy around them is taken off first. Repeated
# groups hold single words only: two ways to read the same words would take a hostile text for ever.
REVOCATIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"stopp*( (stop|it|this|that|them|everything|all|now|already))*",
        rf"(i )?(opt|opt me|opting|sign me) out( of( all| the| your| these)* {TEXTS})?",
        r"(unsubscribed?|unsuscribe|unsubcribe|un subscribe|unsub)( me)?( from .{1,40})?",
        r"(i )?(revoke|withdraw)( my| all)* (consent|permission)",
        rf"(stop|quit|cease)( all)?( with)?( the| these| your)? {TEXTS}( to)?( me| us| this number)?( anymore| any more| again)?",
        rf"(stop|quit) (sending|contacting|bothering)( me| us| this number)?( (any|these|the|your|all|more))*( {TEXTS})?( to)?( me| us| this number)?( anymore)?",
        r"(do not|dont|never) (te?xt|message|contact)( me| us| this number| here)?( (again|anymore|ever|any|more))*",
        r"(i )?(do not|dont) (send|want)( to get| to receive)?( me| us)?( (any|these|your|more|further))* (te?xts|messages|text messages|msgs)( anymore| any more| from you)?",
        rf"no more( of)?( these| your| the)?( {TEXTS})?",
        r"no texting",
        r"(cancel|end)( all)?( the| these| your)? (te?xts|texting|messages|text messages)",
        r"(take (me|my number|us|this number) off|(remove|delete) (me|my number|us|this number)( from)?)( of)?( your| the| this)?( text(ing)?| messag(e|ing))?( list| texts?| messages?| system)?",
        r"leave me alone|lose (my|this) number",
        rf"i (want|wish|would like|d like) (to (opt out|unsubscribe|stop (getting|receiving)( these| your| any)? {TEXTS})|you to stop( (texting|messaging)( me| us)?)?)",
        r"(ya )?no mas( (textos?|mensajes?( de texto)?))?",
        r"(ya )?no (me )?(mande|manden|mandes|envie|envien|envies|escriba|escriban|escribas)( mas)?( (textos?|mensajes?( de texto)?))?",
        r"(ya )?no quiero( recibir)?( mas)? (textos?|mensajes?)( de texto)?",
        r"(parar?|pare|paren|detengan?|dejen? de (mandar|enviar|mandarme|enviarme|escribirme))( (los|sus|mas))?( (textos?|mensajes?))?",
        r"alto|basta|ya basta",
        r"(quiero )?(darme|denme|dar|deme) de baja|quitenme de (la|su) lista",
    )
)  # fmt: skip

# Perhaps such a wish: a person should read these.
DOUBTS = re.compile(
    r"\b(stop (te?xting|messaging|sending|contacting|calling|reminders?|the reminders?)|unsubscribe|opt(ing)? out|"
    r"(do not|dont|never) (te?xt|message|contact|call) (me|this|us)|no more (te?xts?|messages?|reminders?)|"
    r"(take|remove) me (off|from)|wrong (number|person)|go away|spam|harass\w*|"
    r"no mas mensajes|numero equivocado)\b"
)
DOUBTFUL = frozenset(
    {
        "no text", "no texts", "no message", "no messages", "no mensajes", "remove", "remove me", "delete", "sotp",
        "stpo", "yes stop", "no stop", "yeah stop", "i stop", "cancelar", "salir", "terminar",
    }
)  # fmt: skip

COURTESY = re.compile(
    r"^(hi|hello|hey|please|pls|plz|kindly|ok|okay|por favor|thanks|thank you|sorry|just|(can|could|would|will) you|"
    r"you can|i said|omg|(you have |you got |this is )?(the |a )?wrong (number|person)|numero equivocado)\s+|"
    r"\s+(please|pls|plz|thanks|thank you|thx|por favor|gracias|now|ok|immediately|asap|forever|"
    r"(you have |you got |this is )?(the |a )?wrong (number|person)|sent from my \w+)$"
)

# Every wish and every doubt above holds one of these (a test makes texts of the patterns and looks): a
# text without any is ordinary, and that is told in a fraction of the time.
SIGNS_OF_A_WISH = re.compile(
    r"stop|sotp|stpo|subs|subc|susc|unsub|\b(opt|end|off|cancel|quit|cease|revoke|withdraw|remove|delete|lose|alone|never|dont|"
    r"do not|no more|no te?xt|no mess|no mens|no mas|no me|no mand|no env|no escrib|no quiero|sign me|take (me|my|us|this)|"
    r"go away|para|pare|deten|deje|alto|basta|de baja|quitenme|spam|harass|wrong|equivocado|salir|terminar)"
)

SENTENCE_END = re.compile(r"[.!?;,:\n\r…¡¿]+|\s[-–—]+\s")
APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))


def read(body: str, *, opted_out: bool, reminder_outstanding: bool, carrier_says: str | None = None) -> Reading:
    """Read a whole message: opt-out first, then opt-in and help, then confirmation, else ordinary.

    `carrier_says` is what the carrier itself took the text for (Twilio's OptOutType) and wins, but
    for a YES that undoes nothing: the carrier knows no reminders.
    """
    text = plain(body)
    if not carrier_says and is_plainly_ordinary(text):
        return Reading(Meaning.ORDINARY)
    if carrier_says and (taken := _taken_by_carrier(carrier_says, text, opted_out=opted_out)):
        return taken
    if word := _opt_out_word(text):
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
    return _ordinary(body, text)


def is_plainly_ordinary(text: str) -> bool:
    """Whether a plain text is no word of ours and nothing in it could be a wish: true of most texts."""
    return text not in WORDS and text.replace(" ", "") not in OPT_OUT_WORDS and not SIGNS_OF_A_WISH.search(text)


def plain(body: str) -> str:
    """Give the words alone: lower case, no accents, punctuation or ornaments, single spaces."""
    folded = unicodedata.normalize("NFKD", body.translate(APOSTROPHES)).casefold()
    return " ".join(folded.translate(SIGNS).split())


def revokes(text: str) -> bool:
    """Whether a plain text, courtesy aside, asks for no more texts and nothing else."""
    if len(text) > LONGEST_WISH:
        return False
    core = _without_courtesy(text)
    return any(pattern.fullmatch(core) for pattern in REVOCATIONS)


def _opt_out_word(text: str) -> str | None:
    """Find the word in "stop", "S T O P", "stop stop" or "stop / end", where there is nothing else."""
    joined = text.replace(" ", "")
    if joined in OPT_OUT_WORDS:
        return joined
    words = text.split()
    if words and all(word in OPT_OUT_WORDS for word in words):
        return next((word for word in words if word not in APPOINTMENT_WORDS), words[0])
    return None


def _ordinary(body: str, text: str) -> Reading:
    """Let a person look where a wish may hide: in one sentence of several, or politely put."""
    about_appointment = len(text) <= LONGEST_WISH and _without_courtesy(text) in APPOINTMENT_WORDS
    doubtful = text in DOUBTFUL or about_appointment or DOUBTS.search(text) or _has_wishing_sentence(body)
    return Reading(Meaning.ORDINARY, may_mean_appointment=about_appointment, for_review=bool(doubtful))


def _has_wishing_sentence(body: str) -> bool:
    sentences = {plain(part) for part in SENTENCE_END.split(body)[:MOST_SENTENCES]}
    return any(sentence and (_opt_out_word(sentence) or revokes(sentence)) for sentence in sentences)


def _without_courtesy(text: str) -> str:
    while (shorter := COURTESY.sub("", text).strip()) != text:
        text = shorter
    return text


def _taken_by_carrier(said: str, text: str, *, opted_out: bool) -> Reading | None:
    match said.upper():
        case "STOP":
            return Reading(Meaning.OPT_OUT, text, may_mean_appointment=text in APPOINTMENT_WORDS)
        case "START" if opted_out or text != "yes":
            return Reading(Meaning.OPT_IN, text)
        case "HELP":
            return Reading(Meaning.HELP, text)
    return None


class _Signs(dict[int, str | None]):
    """What stays of each sign: a letter or digit itself, of a mark nothing, of all else a gap.

    Those of our alphabets are remembered; of the rest there are too many, and few are ever written.
    """

    REMEMBERED = 0x800

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        stays = None if unicodedata.category(sign) in MARKS else sign if sign.isalnum() else " "
        if code < self.REMEMBERED:
            self[code] = stays
        return stays


MARKS = frozenset({"Mn", "Me", "Cf"})
SIGNS = _Signs()
