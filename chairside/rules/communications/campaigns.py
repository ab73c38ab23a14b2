"""What state a campaign is in, what may be done to it, and how its texts are spread over days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from chairside.rules.communications.kinds import Unit
from chairside.rules.communications.timing import moved_by
from chairside.rules.wording import Words, say


class Stage(StrEnum):
    """How far a campaign is."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Deed(StrEnum):
    """What staff do to a campaign."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The moments of a campaign, as far as they have come; `waiting`: whether a text of it has still to leave."""

    launched_at: datetime | None = None
    planned_at: datetime | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    waiting: bool = False


def stage_of(course: Course) -> Stage:
    """Name the stage; a stopped campaign stays stopped, a paused one is not done."""
    if course.launched_at is None:
        return Stage.DRAFT
    if course.stopped_at is not None:
        return Stage.STOPPED
    if course.planned_at is not None and not course.waiting:
        return Stage.DONE
    if course.paused_at is not None:
        return Stage.PAUSED
    return Stage.SCHEDULED if course.planned_at is None else Stage.SENDING


POSSIBLE: Mapping[Stage, tuple[Deed, ...]] = {
    Stage.DRAFT: (Deed.START,),
    Stage.SCHEDULED: (Deed.PAUSE, Deed.STOP),
    Stage.SENDING: (Deed.PAUSE, Deed.STOP),
    Stage.PAUSED: (Deed.RESUME, Deed.STOP),
    Stage.STOPPED: (),
    Stage.DONE: (),
}
"""What may be done in each stage."""

WORDS: Mapping[Stage, Words] = {
    Stage.DRAFT: say("Draft"),
    Stage.SCHEDULED: say("Scheduled"),
    Stage.SENDING: say("Sending"),
    Stage.PAUSED: say("Paused"),
    Stage.STOPPED: say("Stopped"),
    Stage.DONE: say("Done"),
}


def turn_of(place: int, starts_at: datetime, per_day: int | None, zone: ZoneInfo) -> datetime:
    """Give when the text at this place (from 0) has its turn: so many a day, each day at the same clock."""
    if per_day is None:
        return starts_at
    return moved_by(starts_at, place // per_day, Unit.DAYS, zone)
