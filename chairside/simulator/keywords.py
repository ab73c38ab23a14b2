"""STOP, START and HELP as the carrier minds them.

Source: Twilio, "Support for opt-out keywords": whole messages of one word, spaces and case aside;
the block holds between one phone and one number; an answer goes out when something has changed.
"""

STOP_WORDS = frozenset("stop stopall unsubscribe cancel end quit revoke optout".split())
START_WORDS = frozenset("start yes unstop".split())
HELP_WORDS = frozenset("help info".split())

ANSWERS = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword(body: str) -> str:
    """Give STOP, START or HELP when the whole text is such a word, else nothing."""
    word = body.strip().casefold()
    for name, words in (("STOP", STOP_WORDS), ("START", START_WORDS), ("HELP", HELP_WORDS)):
        if word in words:
            return name
    return ""


def is_answered(said: str, *, blocked: bool) -> bool:
    """Whether the carrier answers: a second STOP, or a YES that undoes nothing, gets no answer."""
    return {"STOP": not blocked, "START": blocked, "HELP": True}.get(said, False)
