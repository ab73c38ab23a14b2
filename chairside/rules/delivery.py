"""What becomes of a text of ours: statuses that never go back, outcomes of a hand-over, patience."""

from datetime import datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

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


OPEN_OUTCOMES = ("", Outcome.UNKNOWN)
"""Of these attempts nobody can say yet whether the carrier has the text; the empty one is under way."""


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

FRESH = timedelta(seconds=8)
"""A worker hands a text over this soon after it wrote down the attempt, or not at all: it may have slept."""

CALL_LIMIT = timedelta(seconds=25)
"""After this a hand-over without an answer is looked into; longer than `FRESH` and the adapter's own limit of 15 s."""

RECONCILE_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
)
"""When the carrier's list is asked about an attempt whose outcome is unknown, counted from its start."""

LIST_AGAIN = timedelta(minutes=5)
"""How soon to ask again when the carrier's list could not be had at the last of these moments."""

LIST_GIVEN_UP = timedelta(days=1)
"""So long after its start nobody asks any more by itself."""

EXPIRY = {
    Lane.STAFF_REPLY: timedelta(hours=4),
    Lane.ANSWER: timedelta(hours=1),
    Lane.SAME_DAY_REMINDER: timedelta(hours=2),
    Lane.REMINDER: timedelta(hours=12),
    Lane.RECARE_AND_STATEMENT: timedelta(days=1),
    Lane.CAMPAIGN: timedelta(days=1),
}
"""For how long a text of each lane may wait until it makes no sense any more, and is given back as failed."""

REPLY_EXPIRY = EXPIRY[Lane.STAFF_REPLY]
AUTOMATED_EXPIRY = EXPIRY[Lane.ANSWER]

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)

NO_ROOM_PAUSE = timedelta(minutes=1)

LATER = timedelta(minutes=15)
"""When a phone that could not be reached is tried once more."""

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


def next_look(age: timedelta, *, was_listed: bool) -> timedelta | None:
    """Say how long after an attempt's start its outcome is looked for next; None: never again by itself.

    `age` is the time from its start to the look that found nothing. A list that could not be had
    proves nothing, so it is asked for again.
    """
    if was_listed:
        return next((moment for moment in RECONCILE_AFTER if moment > age), None)
    if age > LIST_GIVEN_UP:
        return None
    return age + (RECONCILE_AFTER[0] if age < RECONCILE_AFTER[-1] else LIST_AGAIN)


def retry_delay(tries: int) -> timedelta:
    """Give the pause before another try, doubled each time up to five minutes; `tries` counts from 1."""
    exponent = min(max(tries, 1) - 1, 16)
    return min(FIRST_PAUSE * int(2**exponent), LONGEST_PAUSE)


def room_again(all_day: bool, tries: int, now: datetime, zone: ZoneInfo) -> datetime:
    """Say when the carrier may have room for a text that it took and then dropped for want of it."""
    if not all_day:
        return now + max(retry_delay(tries), NO_ROOM_PAUSE)
    tomorrow = now.astimezone(zone).date() + timedelta(1)
    return datetime.combine(tomorrow, time(0, 5), zone)
