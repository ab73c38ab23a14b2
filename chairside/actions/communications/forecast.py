"""What a communication would send in the next seven days, hour by hour: nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from chairside.actions.communications.facts import Facts
from chairside.actions.communications.plan_visits import visits_to_plan, wanted_about
from chairside.actions.communications.reconcile import Wanted
from chairside.models import Communication, Location, Patient, PlannedMessage
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.leave import Terms, leave
from chairside.rules.communications.why import Code
from chairside.rules.consent_categories import Category

MISSED = frozenset({Code.SWITCHED_ON_LATE, Code.BOOKED_LATE})
DAYS_AHEAD = timedelta(days=7)


@dataclass
class Forecast:
    """How many texts leave in which hour of which day (the location's clock), and why others do not."""

    hours: Counter[tuple[date, int]] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def texts(self) -> int:
        return sum(self.hours.values())

    @property
    def days(self) -> list[date]:
        return sorted({day for day, _ in self.hours})


def forecast(communication: Communication, now: datetime) -> Forecast:
    """Foretell it as if it were switched on at this moment; `communication` need not be kept yet."""
    found = Forecast()
    wanted = [one for one in _wanted(communication, now) if one.due_at < now + DAYS_AHEAD and _is_news(one, now)]
    found.left_out.update(one.against.code for one in wanted if one.against)
    standing = [one for one in wanted if one.against is None]
    rows = _as_rows(communication, standing)
    facts = Facts(rows, now)
    texts: dict[tuple[UUID, date], list[datetime]] = defaultdict(list)
    for one, row in zip(standing, rows, strict=True):
        terms = Terms(category=Category(communication.category), expires_at=one.expires_at)
        # who gets how much in a week is known only then: the forecast leaves it out
        verdict = leave(terms, replace(facts.setting(row), now=one.until_at, earlier=()))
        if verdict.goes:
            day = communication.location.clock(one.about_at or one.due_at).date()
            texts[row.patient.primary_contact_id, day].append(one.until_at)
        else:
            found.left_out[verdict.against[0].code] += 1
    for moments in texts.values():
        local = communication.location.clock(min(moments))
        found.hours[local.date(), local.hour] += 1
    return found


def _is_news(one: Wanted, now: datetime) -> bool:
    """Whether it is still to come, or visits to come will have none because of when it is switched on."""
    return one.due_at >= now or (one.against is not None and one.against.code in MISSED)


def _wanted(communication: Communication, now: datetime) -> list[Wanted]:
    location: Location = communication.location
    others = Communication.objects.active(Kind.APPOINTMENT).filter(location=location).exclude(pk=communication.pk)
    together = [communication, *others]
    visits = visits_to_plan(location, together, now)
    own = [one for one in wanted_about(visits, together, location, now) if one.communication is communication]
    sent = PlannedMessage.objects.filter(communication_id=communication.pk, state=State.SENT)
    known = set(sent.filter(due_at__gte=now - DAYS_AHEAD).values_list("patient_id", "occurrence"))
    return [one for one in own if (one.patient_id, one.occurrence) not in known]


def _as_rows(communication: Communication, wanted: Sequence[Wanted]) -> list[PlannedMessage]:
    """Give rows that are never written, for the facts to look at."""
    ids = {one.patient_id for one in wanted}
    patients = Patient.objects.select_related("primary_contact").in_bulk(ids)
    return [
        PlannedMessage(
            patient=patients[one.patient_id],
            location=communication.location,
            category=communication.category,
        )
        for one in wanted
    ]
