"""How fast a number may send: a bucket of segments, a cap for the day, and room kept for replies.

Times are seconds counted from now, by whichever clock the caller reads. `idle` says for how long the
number could have sent and did not; below zero, for how long it still pays for what it has sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chairside.rules.delivery import Lane

LONG_IDLE = 3600.0
"""Idle for longer is the same as for ever."""

BURST = 1.0
"""A number that was idle may send what it could have sent in this many seconds, or one text, at once."""

KEPT_FOR_REPLIES = 0.1
"""The share of a day's segments that automated texts leave to people."""

PEOPLE_WAIT_FOR = frozenset({Lane.STAFF_REPLY, Lane.ANSWER})


@dataclass(frozen=True, slots=True)
class Bucket:
    """What a number may send and has sent; None is no limit. `idle_people` counts texts for people alone."""

    per_second: int | None
    per_day: int | None
    idle: float = LONG_IDLE
    idle_people: float = LONG_IDLE
    used_today: int = 0


@dataclass(frozen=True, slots=True)
class Admission:
    """How many of the waiting texts may leave now, the bucket after them, and when to look again."""

    count: int
    bucket: Bucket
    wait: float | None = None


def admit(bucket: Bucket, waiting: Sequence[tuple[Lane, int]]) -> Admission:
    """Let texts (lane, segments) leave in their order, as far as pace and day allow.

    What people wait for waits for others of its kind only, never for automated texts; those pay for
    both, so that over time the number keeps its pace.
    """
    for count, (lane, segments) in enumerate(waiting):
        if not _has_room_today(bucket, lane, segments):
            return Admission(count, bucket)
        if (wait := _wait(bucket, lane, segments)) > 0:
            return Admission(count, bucket, wait)
        bucket = _after(bucket, lane, segments)
    return Admission(len(waiting), bucket)


def _has_room_today(bucket: Bucket, lane: Lane, segments: int) -> bool:
    if bucket.per_day is None:
        return True
    kept = 0 if lane in PEOPLE_WAIT_FOR else round(bucket.per_day * KEPT_FOR_REPLIES)
    return bucket.used_today + segments <= bucket.per_day - kept


def _wait(bucket: Bucket, lane: Lane, segments: int) -> float:
    if bucket.per_second is None:
        return 0.0
    return segments / bucket.per_second - (bucket.idle_people if lane in PEOPLE_WAIT_FOR else bucket.idle)


def _after(bucket: Bucket, lane: Lane, segments: int) -> Bucket:
    used = bucket.used_today + segments
    if bucket.per_second is None:
        return replace(bucket, used_today=used)
    took = segments / bucket.per_second
    most = max(BURST, took)
    people = min(bucket.idle_people, most) - took if lane in PEOPLE_WAIT_FOR else bucket.idle_people
    return replace(bucket, idle=min(bucket.idle, most) - took, idle_people=people, used_today=used)
