"""The stages of a visit, as the Status Tracker groups them, and when a visit is late."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from chairside.rules.patients import GONE, AppointmentStatus

TOLD = frozenset(
    {
        AppointmentStatus.LATE,
        AppointmentStatus.HERE,
        AppointmentStatus.READY,
        AppointmentStatus.CHAIR,
        AppointmentStatus.COMPLETE,
    }
)
"""Statuses of which those who subscribed are told when somebody else sets them (domain: the doors)."""

NOT_ARRIVED = frozenset({AppointmentStatus.UNCONFIRMED, AppointmentStatus.LEFT_MESSAGE, AppointmentStatus.CONFIRMED})

# who is this long past the start was not late today, but forgotten: a person looks after that
LATE_FOR_AT_MOST = timedelta(hours=12)


class Stage(StrEnum):
    """A group of the Status Tracker, in the order of a visit."""

    ARRIVING = "arriving"
    LATE = "late"
    HERE = "here"
    READY = "ready"
    CHAIR = "chair"
    CHECKOUT = "checkout"
    COMPLETE = "complete"


STAGE_OF: Mapping[AppointmentStatus, Stage] = {
    **dict.fromkeys(NOT_ARRIVED, Stage.ARRIVING),
    AppointmentStatus.LATE: Stage.LATE,
    AppointmentStatus.HERE: Stage.HERE,
    AppointmentStatus.READY: Stage.READY,
    AppointmentStatus.CHAIR: Stage.CHAIR,
    AppointmentStatus.CHECKOUT: Stage.CHECKOUT,
    AppointmentStatus.COMPLETE: Stage.COMPLETE,
}
"""Broken and No Show are in no stage: that visit does not take place."""


def becomes_late(status: AppointmentStatus, starts_at: datetime, now: datetime) -> bool:
    """Whether a visit that has not been touched is late now: past its start, and nobody has arrived."""
    return status in NOT_ARRIVED and starts_at < now <= starts_at + LATE_FOR_AT_MOST


def minutes_in_stage(
    status: AppointmentStatus, status_at: datetime | None, starts_at: datetime, now: datetime
) -> int | None:
    """Full minutes since the patient is at this stage; None where waiting has no meaning yet or no more."""
    if status in NOT_ARRIVED or status in {AppointmentStatus.COMPLETE, *GONE}:
        return None
    since = starts_at if status is AppointmentStatus.LATE else status_at
    return max(0, int((now - since).total_seconds() // 60)) if since else None
