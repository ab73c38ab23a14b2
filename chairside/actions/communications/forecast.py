"""What a communication would send in the next seven days, hour by hour: nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from chairside.actions.communications.facts import Facts
from chairside.actions.communications.plan_recare import as_seen, recare_to_plan
from chairside.actions.communications.plan_recare import wanted_about as wanted_about_recare
from chairside.actions.communications.plan_visits import visits_to_plan, wanted_about
from chairside.actions.communications.wanted import Wanted
from chairside.models import Communication, Location, Patient, PlannedMessage
from chairside.models.recare import booked_among
from chairside.rules.communications.kinds import Kind, State
from chairside.rules.communications.leave import Terms, Verdict, leave
from chairside.rules.communications.why import Code
from chairside.rules.consent_categories import Category
from chairside.rules.may_text import Code as Gate

MISSED = frozenset({Code.SWITCHED_ON_LATE, Code.BOOKED_LATE, Code.DUE_DATE_LATE})
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
        verdict = _judged(communication, one, facts, row)
        leaves = one.until_at if verdict.goes else verdict.until
        if leaves is None:
            found.left_out[verdict.against[0].code] += 1
        elif leaves < now + DAYS_AHEAD:
            day = communication.location.clock(one.about_at or one.due_at).date()
            texts[row.patient.primary_contact_id, day].append(leaves)
    for moments in texts.values():
        local = communication.location.clock(min(moments))
        found.hours[local.date(), local.hour] += 1
    return found


def _judged(communication: Communication, wanted: Wanted, facts: Facts, row: PlannedMessage) -> Verdict:
    """Judge it at its own moment; who gets how much in a week is known only then, and left out here."""
    earliest, latest = communication.hours
    terms = Terms(
        category=Category(communication.category),
        expires_at=wanted.expires_at,
        earliest=earliest,
        latest=latest,
        only_when_open=communication.kind == Kind.RECARE,
    )
    verdict = leave(terms, replace(facts.setting(row), now=wanted.until_at, earlier=()))
    # what waits for its number waits for a person: nobody can foretell when it leaves
    paused = any(reason.code == Gate.TEXT_NUMBER_PAUSED for reason in verdict.against)
    return Verdict(verdict.against) if paused else verdict


def _is_news(one: Wanted, now: datetime) -> bool:
    """Whether it is still to come, or visits to come will have none because of when it is switched on."""
    return one.due_at >= now or (one.against is not None and one.against.code in MISSED)


def _wanted(communication: Communication, now: datetime) -> list[Wanted]:
    own = _about_recare(communication, now) if communication.kind == Kind.RECARE else _about_visits(communication, now)
    sent = PlannedMessage.objects.filter(communication_id=communication.pk, state=State.SENT)
    known = set(sent.filter(due_at__gte=now - DAYS_AHEAD).values_list("patient_id", "occurrence"))
    return [one for one in own if (one.patient_id, one.occurrence) not in known]


def _about_visits(communication: Communication, now: datetime) -> list[Wanted]:
    location: Location = communication.location
    others = Communication.objects.active(Kind.APPOINTMENT).filter(location=location).exclude(pk=communication.pk)
    together = [communication, *others]
    visits = visits_to_plan(location, together, now)
    return [one for one in wanted_about(visits, together, location, now) if one.communication is communication]


def _about_recare(communication: Communication, now: datetime) -> list[Wanted]:
    location: Location = communication.location
    recare = recare_to_plan(location, [communication], now)
    booked = booked_among(recare, now)
    dues = {one.pk: as_seen(one, booked) for one in recare}
    return list(wanted_about_recare(recare, dues, [communication], location, now))


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
