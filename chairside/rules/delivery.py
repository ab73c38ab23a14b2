"""What becomes of a text of ours: statuses that never go back, outcomes of a hand-over, patience."""

from datetime import timedelta
from enum import IntEnum, StrEnum

from chairside.rules.wording import Words, say


class Status(StrEnum):
    """Where a message stands; `received` is a text of theirs."""

    RECEIVED = "received"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    NOT_CONFIRMED = "not_confirmed"


class Outcome(StrEnum):
    """What came of handing one text to the carrier; none of these is a guess."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


class Lane(IntEnum):
    """Who goes first when many texts wait: the lower, the sooner."""

    STAFF_REPLY = 1
    ANSWER = 2
    SAME_DAY_REMINDER = 3
    REMINDER = 4
    RECARE_AND_STATEMENT = 5
    CAMPAIGN = 6


LEASE = timedelta(seconds=30)
"""How long a worker may hold a text before it has written down an attempt."""

CALL_LIMIT = timedelta(seconds=25)
"""After this a hand-over without an answer is looked into; longer than the adapter's own time limit."""

RECONCILE_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
)
"""When the carrier's list is asked about an attempt whose outcome is unknown, counted from its start."""

REPLY_EXPIRY = timedelta(hours=4)
"""A reply by hand that could not leave for so long is given back to its writer."""

AUTOMATED_EXPIRY = timedelta(hours=1)
"""An answer to a patient's own text makes no sense later."""

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)

SAID_BY_CARRIER = {
    "accepted": Status.QUEUED,
    "scheduled": Status.QUEUED,
    "queued": Status.QUEUED,
    "sending": Status.SENDING,
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "undelivered": Status.UNDELIVERED,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
}

# accepted < scheduled, queued < sending < sent < delivered | undelivered | failed < read
RANK = {
    Status.NOT_CONFIRMED: -1,
    Status.QUEUED: 0,
    Status.SENDING: 1,
    Status.SENT: 2,
    Status.DELIVERED: 3,
    Status.UNDELIVERED: 3,
    Status.FAILED: 3,
    Status.READ: 4,
}

WORDS = {
    Status.RECEIVED: say("Received"),
    Status.QUEUED: say("Queued"),
    Status.SENDING: say("Sending"),
    Status.SENT: say("Sent"),
    Status.DELIVERED: say("Delivered"),
    Status.READ: say("Read"),
    Status.UNDELIVERED: say("Not delivered"),
    Status.FAILED: say("Failed"),
    Status.NOT_CONFIRMED: say("Not confirmed"),
}


def words(status: Status) -> Words:
    """Say a status as staff read it."""
    return WORDS[status]


def advance(current: Status, reported: str) -> Status:
    """Give the status after the carrier's word: never an earlier one, never another end for an end.

    Words that the carrier may invent later change nothing. A text of theirs has no way to go.
    """
    said = SAID_BY_CARRIER.get(reported)
    if said is None or current is Status.RECEIVED:
        return current
    return said if RANK[said] > RANK[current] else current


def retry_delay(tries: int) -> timedelta:
    """Give the pause before another try, doubled each time up to five minutes; `tries` counts from 1."""
    exponent = min(max(tries, 1) - 1, 16)
    return min(FIRST_PAUSE * int(2**exponent), LONGEST_PAUSE)
