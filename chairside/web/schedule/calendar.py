"""Schedule > Calendar: one day of a location, a column for each operatory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chairside.actions.remember_location import remember_location
from chairside.models import Location, Operatory
from chairside.rules.patients import GONE, AppointmentStatus
from chairside.rules.rights import Right
from chairside.web.days import day_of
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.frame import frame
from chairside.web.labels import APPOINTMENT_ICON, appointment_statuses
from chairside.web.schedule.visits import Visit, drawn, visits_of_day

FIRST_HOUR, LAST_HOUR = 8, 18
MOST_LANES = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit in its column: `lane` of `lanes` where visits overlap, as imported ones may."""

    visit: Visit
    lane: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Column:
    """An operatory's day; `key` is empty for visits without an operatory."""

    key: str
    name: str
    placed: list[Placed]


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar shows of a day; hours are the first shown and the one that is shown no more."""

    day: date
    first_hour: int
    last_hour: int
    columns: list[Column]
    cancelled: list[Visit]
    now: datetime | None

    @property
    def hours(self) -> list[time]:
        return [time(hour) for hour in range(self.first_hour, self.last_hour)]

    @property
    def is_empty(self) -> bool:
        return not any(column.placed for column in self.columns)


@require_safe
def calendar(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show a day; a part of the page (X-Part) is the day alone."""
    location = place_or_404(request, location_id, Right.REVIEW_SCHEDULE)
    now = datetime.now(UTC)
    today = location.clock(now).date()
    day = day_of(request.GET.get("day")) or today
    values = {
        "location": location,
        "shown": _shown(location, day, now),
        "may_edit": Right.EDIT_SCHEDULE in rights_of(request, location),
    }
    if request.headers.get("X-Part"):
        return render(request, "schedule/day.html", values)
    remember_location(user_of(request), location)
    around = {"today": today, "before": day - timedelta(1), "after": day + timedelta(1)}
    legend = [(value, words, APPOINTMENT_ICON[AppointmentStatus(value)]) for value, words in appointment_statuses()]
    return render(request, "schedule/page.html", {**frame(request, location), **values, **around, "legend": legend})


def _shown(location: Location, day: date, now: datetime) -> Day:
    visits = [drawn(one, location) for one in visits_of_day(location, day)]
    standing = [one for one in visits if one.status not in GONE]
    here = location.clock(now)
    first = min([FIRST_HOUR, *(one.starts_at.hour for one in standing)])
    last = max([LAST_HOUR, *(_end_hour(one) for one in standing)])
    return Day(
        day=day,
        first_hour=first,
        last_hour=last,
        columns=_columns(location, standing),
        cancelled=[one for one in visits if one.status in GONE],
        now=here if here.date() == day and first <= here.hour < last else None,
    )


def _end_hour(visit: Visit) -> int:
    if visit.ends_at.date() > visit.starts_at.date():
        return 24
    return visit.ends_at.hour + bool(visit.ends_at.minute)


def _columns(location: Location, visits: list[Visit]) -> list[Column]:
    by_operatory: dict[UUID | None, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_operatory[visit.appointment.operatory_id].append(visit)
    operatories: list[Operatory] = list(location.operatories.all())
    columns = [Column(str(one.pk), one.name, _placed(by_operatory[one.pk])) for one in operatories]
    if by_operatory[None] or not columns:
        columns.append(Column("", gettext("No operatory"), _placed(by_operatory[None])))
    return columns


def _placed(visits: list[Visit]) -> list[Placed]:
    """Put overlapping visits beside each other: each into the first lane that is free again."""
    ends: list[datetime] = []
    lanes: list[int] = []
    for visit in visits:
        free = next((lane for lane, end in enumerate(ends) if end <= visit.starts_at), len(ends))
        lane = min(free, MOST_LANES - 1)
        ends[lane : lane + 1] = [visit.ends_at]
        lanes.append(lane)
    return [Placed(visit, lane, max(1, len(ends))) for visit, lane in zip(visits, lanes, strict=True)]
