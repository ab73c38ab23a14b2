"""Whatever happens in whatever order: each rule, patient and occurrence gets 0 or 1 text, at a decent hour.

An office in memory: its planned rows are kept in a dictionary, all decisions are the real rules'.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from chairside.rules.communications.kinds import State, Trigger, Unit
from chairside.rules.communications.leave import Setting, Terms, leave
from chairside.rules.communications.planning import Known, Step, step
from chairside.rules.communications.visits import Rule, Visit, gone, nearest_wins, wish
from chairside.rules.communications.why import Why
from chairside.rules.consent_categories import Category
from chairside.rules.patients import AppointmentStatus as S
from chairside.rules.patients import PatientStatus
from tests.rules.test_may_text import GOOD

# summer time ends on November 1 and begins on March 14; Phoenix has none, Apia lies across the date line
PLACES = [ZoneInfo(name) for name in ("America/Chicago", "America/Phoenix", "Pacific/Apia", "Europe/London")]
STARTS = [datetime(2026, 10, 29, 15, tzinfo=UTC), datetime(2027, 3, 11, 15, tzinfo=UTC)]


@dataclass
class Text:
    """What reached the phone."""

    key: tuple[str, str]
    at: datetime
    about: datetime
    opted_out: bool
    status: S
    expires_at: datetime


@dataclass
class Office:
    """One patient with one visit, and rules that text about it."""

    now: datetime
    zone: ZoneInfo
    there: ZoneInfo
    rules: dict[str, Rule]
    visit: Visit
    opted_out: bool = False
    prefers: bool = True
    off: set[str] = field(default_factory=set)
    rows: dict[tuple[str, str], tuple[Known, datetime]] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)

    def plan(self):
        rules = {name: rule for name, rule in self.rules.items() if name not in self.off}
        wishes = {
            name: found
            for name, rule in rules.items()
            if (found := wish(rule, self.visit, self.now, zone=self.zone, there=self.there))
        }
        yielding = nearest_wins(rules, wishes)
        for name, found in wishes.items():
            self._bring((name, found.occurrence), found, found.against or yielding.get(name))
        for key, (known, _) in self.rows.items():
            name, occurrence = key
            if known.state is State.WAITING and (name not in wishes or wishes[name].occurrence != occurrence):
                self._skip(key, gone(self.rules[name], self.visit, occurrence, self.now))

    def _bring(self, key, found, against):
        known = self.rows[key][0] if key in self.rows else None
        done = step(known, found.due_at, found.expires_at, against, self.now)
        if done in {Step.PLAN, Step.TAKE_UP}:
            self.rows[key] = (Known(State.WAITING, "", found.due_at, found.expires_at), found.leaves_at)
        elif done in {Step.NOTE, Step.GIVE_UP}:
            self.rows[key] = (Known(State.SKIPPED, against.code, found.due_at, found.expires_at), found.leaves_at)

    def release(self):
        due = [key for key, (known, until) in self.rows.items() if known.state is State.WAITING and until <= self.now]
        for key in due:
            name, occurrence = key
            against = gone(self.rules[name], self.visit, occurrence, self.now)
            if against or name in self.off:
                self._skip(key, against)
                continue
            known, _ = self.rows[key]
            verdict = leave(Terms(category=Category.CARE, expires_at=known.expires_at), self.setting())
            if verdict.goes:
                self.rows[key] = (replace(known, state=State.SENT), self.now)
                self.texts.append(
                    Text(key, self.now, self.visit.starts_at, self.opted_out, self.visit.status, known.expires_at)
                )
            elif verdict.waits:
                self.rows[key] = (replace(known, reason=verdict.against[0].code), verdict.until)
            else:
                self._skip(key, verdict.against[0])

    def setting(self):
        return Setting(
            gate=replace(GOOD, opted_out=self.opted_out, prefers_texts=self.prefers),
            patient_status=PatientStatus.ACTIVE,
            zone=self.there,
            now=self.now,
            earlier=[text.at for text in self.texts],
        )

    def _skip(self, key, reason: Why | None):
        known, until = self.rows[key]
        self.rows[key] = (replace(known, state=State.SKIPPED, reason=reason.code if reason else "switched_off"), until)


LEADS = [(1, Unit.WEEKS), (2, Unit.DAYS), (1, Unit.DAYS), (3, Unit.HOURS), (45, Unit.MINUTES)]
HOURS = st.integers(1, 16).map(lambda halves: timedelta(minutes=30 * halves))
EVENTS = st.one_of(
    st.tuples(st.just("nothing"), st.none()),
    st.tuples(st.just("jump"), st.integers(-72, 72).map(lambda hours: timedelta(hours=hours))),
    st.tuples(st.just("move"), st.integers(-72, 96).map(lambda hours: timedelta(hours=hours))),
    st.tuples(st.just("status"), st.sampled_from([S.UNCONFIRMED, S.CONFIRMED, S.BROKEN, S.HERE])),
    st.tuples(st.just("opt"), st.booleans()),
    st.tuples(st.just("prefer"), st.booleans()),
    st.tuples(st.just("switch"), st.sampled_from(["scheduled", "confirmed", "0", "1"])),
    st.tuples(st.just("edit"), st.sampled_from(LEADS)),
)


def happen(office: Office, event, value):
    match event:
        case "jump":
            office.now += value
        case "move":
            office.visit = replace(office.visit, starts_at=office.visit.starts_at + value, placed_at=office.now)
        case "status":
            office.visit = replace(office.visit, status=value, status_at=office.now)
        case "opt":
            office.opted_out = value
        case "prefer":
            office.prefers = value
        case "edit":
            amount, unit = value
            office.rules["1"] = replace(office.rules["1"], amount=amount, unit=unit)
        case "switch":
            office.off ^= {value}


@settings(max_examples=300)
@given(
    now=st.sampled_from(STARTS),
    zone=st.sampled_from(PLACES),
    there=st.sampled_from(PLACES),
    leads=st.lists(st.sampled_from(LEADS), min_size=2, max_size=2),
    ahead=st.sampled_from([5, 20, 26, 50, 75, 120, 170]),
    events=st.lists(st.tuples(HOURS, EVENTS), min_size=15, max_size=40),
)
def test_any_order_of_events_sends_each_text_once_and_only_when_it_may(*, now, zone, there, leads, ahead, events):
    rules = {
        str(place): Rule(str(place), Trigger.BEFORE, now, amount, unit, asks_confirmation=place == 0)
        for place, (amount, unit) in enumerate(leads)
    }
    rules |= {trigger.value: Rule(trigger, trigger, now) for trigger in (Trigger.SCHEDULED, Trigger.CONFIRMED)}
    starts = now + timedelta(hours=ahead)
    visit = Visit(UUID(int=1), starts, S.UNCONFIRMED, status_at=now, booked_at=now, placed_at=now)
    office = Office(now, zone, there, rules, visit)
    for hours, event in [(timedelta(0), ("nothing", None)), *events]:
        office.now += hours
        happen(office, *event)
        office.plan()
        office.release()
        office.release()
    assert max(Counter(text.key for text in office.texts).values(), default=0) <= 1
    days = Counter(text.at.astimezone(there).date() for text in office.texts)
    assert max(days.values(), default=0) <= 1
    for text in office.texts:
        assert 8 <= text.at.astimezone(there).hour < 21
        assert not text.opted_out
        assert text.at < text.expires_at < text.about
        assert text.status in {S.UNCONFIRMED, S.CONFIRMED}


@given(zone=st.sampled_from(PLACES), start=st.sampled_from(STARTS), lead=st.sampled_from(LEADS))
def test_left_alone_a_visit_gets_its_reminder(*, zone, start, lead):
    rule = Rule("Reminder", Trigger.BEFORE, start, *lead)
    visit = Visit(UUID(int=1), start + timedelta(days=9, hours=3), S.UNCONFIRMED, booked_at=start, placed_at=start)
    office = Office(start, zone, zone, {"Reminder": rule}, visit)
    while office.now < visit.starts_at:
        office.plan()
        office.release()
        office.now += timedelta(minutes=10)
    [(known, _)] = office.rows.values()
    assert known.state is State.SENT or known.reason in {"no_time", "too_late"}
    local = visit.starts_at.astimezone(zone)
    assert known.state is State.SENT or not 9 <= local.hour < 20
