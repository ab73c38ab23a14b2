"""The form of a campaign: what was typed, what it means, and what is wrong with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext

from chairside.actions.campaigns.keep_campaign import CampaignFacts, mark_of_campaign
from chairside.models import Campaign, Location
from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.linter import Finding, lint
from chairside.rules.communications.segment import CURRENT, Ahead, Segment, faults_of
from chairside.rules.communications.templates import Wording
from chairside.rules.consent_categories import Category
from chairside.rules.patients import PatientStatus
from chairside.rules.segments import LIMIT
from chairside.web.communications.campaign_words import AHEAD, CATEGORY, HOURS, LANGUAGES, MOBILE, START, spoken
from chairside.web.drawing import in_words
from chairside.web.labels import patient_status
from chairside.web.typed import clock, many_lines, one_line, whole

LONGEST_NAME = 100
MOST_PER_DAY = 100_000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
DAYS = ("seen_from", "seen_until", "visit_from", "visit_until", "due_from", "due_until")
AGES = ("age_from", "age_to")
SEVERAL = ("place", "status")
CHOICES = {
    "ahead": AHEAD,
    "language": LANGUAGES,
    "mobile": MOBILE,
    "category": CATEGORY,
    "hours": HOURS,
    "start": START,
}


class CampaignForm:
    """Reads what was typed, or what stands; `errors` are by field name. `locations`: those the user may edit."""

    def __init__(
        self, location: Location, locations: list[Location], given: QueryDict | None, campaign: Campaign | None = None
    ) -> None:
        self.location = location
        self.locations = locations
        self.given = given
        self.campaign = campaign
        self.kept = _kept(campaign) if campaign else _beginning(location)
        self.errors: dict[str, str] = {}
        self.findings: list[Finding] = []

    def typed(self, name: str) -> str:
        typed = self.kept.get(name, "")
        if self.given is not None:
            typed = self.given.get(name, typed)
        return many_lines(typed) if name in {"english", "spanish"} else one_line(typed)

    def all(self, name: str) -> list[str]:
        """Give all that is checked of several boxes; the form says that it shows them."""
        if self.given is None or (f"{name}-shown" not in self.given and name not in self.given):
            return list(self.kept[name])
        return [one_line(one) for one in self.given.getlist(name)]

    def options(self, name: str) -> list[tuple[str, str]]:
        return spoken(CHOICES[name])

    @property
    def places(self) -> list[tuple[str, str]]:
        return [(str(one.pk), one.name) for one in self.locations]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        return [(status.value, patient_status(status)) for status in CURRENT]

    @property
    def seen(self) -> str:
        if self.given is not None and "seen" in self.given:
            return one_line(self.given["seen"])
        return mark_of_campaign(self.campaign) if self.campaign else ""

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.forbids]

    def facts(self) -> CampaignFacts | None:
        """Give what was typed; None when something is wrong, told by `errors`."""
        facts = self.draft()
        name = self.typed("name")
        if not name or len(name) > LONGEST_NAME:
            self.errors["name"] = gettext("Give it a name of at most 100 characters.")
        self.check_wording(facts.category)
        return None if self.errors else facts

    def draft(self) -> CampaignFacts:
        """Give what can be made of what was typed so far, for a count while it is typed."""
        for name in CHOICES:
            self._choice(name)
        segment = self._segment()
        for name, words in faults_of(segment).items():
            self.errors.setdefault("status" if name == "statuses" else name, in_words(words))
        return CampaignFacts(
            name=self.typed("name"),
            category=Category(self._choice("category")),
            segment=segment,
            location_ids=self._places(),
            english=self.typed("english"),
            spanish=self.typed("spanish"),
            starts_at=self._starts(),
            ends_at=self._ends(),
            per_day=self._whole("per_day", 1, MOST_PER_DAY),
            only_when_open=self._choice("hours") == "open",
        )

    def show_changes(self, present: Campaign) -> None:
        """Say beside each field what a colleague has made of it; what was typed stays, to be kept or corrected."""
        now_there = CampaignForm(self.location, self.locations, None, present)
        for name in self.kept:
            before = self.all(name) if name in SEVERAL else self.typed(name)
            kept = now_there.all(name) if name in SEVERAL else now_there.typed(name)
            if kept != before:
                self.errors[name] = gettext("A colleague has changed this meanwhile to: %(value)s") % {
                    "value": self._shown(name, kept)
                }
        given = self.given.copy() if self.given is not None else QueryDict(mutable=True)
        given["seen"] = mark_of_campaign(present)
        self.given = given

    def _segment(self) -> Segment:
        days: dict[str, Any] = {name: self._day(name) for name in DAYS}
        ages: dict[str, Any] = {name: self._whole(name, 0, 130) for name in AGES}
        chosen = self.all("status")
        if set(chosen) - set(CURRENT):
            self.errors["status"] = gettext("Choose New, Active or both.")
        return Segment(
            statuses=tuple(PatientStatus(one) for one in CURRENT if one in chosen),
            ahead=Ahead(self._choice("ahead")),
            language=self._choice("language"),
            only_with_mobile=self._choice("mobile") == "only",
            **days,
            **ages,
        )

    def _places(self) -> frozenset[UUID]:
        known = {str(one.pk): one.pk for one in self.locations}
        chosen = self.all("place")
        if not chosen or set(chosen) - known.keys():
            self.errors["place"] = gettext("Choose at least one of these locations.")
        return frozenset(known[one] for one in chosen if one in known)

    def _choice(self, name: str) -> str:
        chosen, known = self.typed(name), CHOICES[name]
        if chosen in known:
            return chosen
        self.errors[name] = gettext("Choose one of the list.")
        return next(iter(known))

    def _day(self, name: str) -> date | None:
        if not self.typed(name):
            return None
        try:
            day = date.fromisoformat(self.typed(name))
        except ValueError:
            day = LAST_DAY + timedelta(1)
        if FIRST_DAY <= day <= LAST_DAY:
            return day
        self.errors[name] = gettext("Choose a day, such as 11/24/2026, or leave it empty.")
        return None

    def _whole(self, name: str, least: int, most: int) -> int | None:
        typed = self.typed(name)
        if not typed:
            return None
        if (number := whole(typed, least, most)) is not None:
            return number
        self.errors[name] = gettext("Write a whole number from %(least)s to %(most)s, or leave it empty.") % {
            "least": least, "most": f"{most:,}",
        }  # fmt: skip
        return None

    def _starts(self) -> datetime | None:
        day, at = self._day("starts_on"), self._clock("starts_at")
        if self._choice("start") != "later":
            return None
        if day is None or at is None:
            for name, value in (("starts_on", day), ("starts_at", at)):
                if value is None:
                    self.errors.setdefault(name, gettext("Say on which day and at what time it starts."))
            return None
        local = datetime.combine(day, at, self.location.zone)
        if local.astimezone(UTC).astimezone(self.location.zone).time() != at:
            self.errors["starts_at"] = gettext("The clocks go forward then: this time does not exist on that day.")
        return local.astimezone(UTC)

    def _ends(self) -> datetime | None:
        day = self._day("ends_on")
        if day is None:
            return None
        end = datetime.combine(day + timedelta(1), time(0), self.location.zone).astimezone(UTC)
        starts = self._starts()
        if starts is not None and end <= starts:
            self.errors["ends_on"] = gettext("That is before it starts. Choose a later day.")
        return end

    def _clock(self, name: str) -> time | None:
        if not self.typed(name):
            return None
        try:
            return clock(self.typed(name))
        except ValueError:
            self.errors[name] = gettext("Give a time of day, such as 9:00 AM.")
            return None

    def check_wording(self, category: Category) -> None:
        wording = Wording(self.typed("english"), self.typed("spanish"))
        self.findings = lint(Kind.CAMPAIGN, category, wording)
        for name in ("english", "spanish"):
            if len(self.typed(name)) > LIMIT:
                self.errors[name] = gettext("A text has at most 1,600 characters. Shorten it.")
        for finding in self.findings:
            if finding.forbids:
                self.errors.setdefault(finding.field, in_words(finding.words))

    def _shown(self, name: str, value: str | list[str]) -> str:
        known = dict({"place": self.places, "status": self.statuses}.get(name, []) or ())
        if isinstance(value, list):
            return ", ".join(known.get(one, one) for one in value) or gettext("nothing")
        words = dict(self.options(name)).get(value, value) if name in CHOICES else value
        return words or gettext("nothing")


def _beginning(location: Location) -> dict[str, Any]:
    """Give what the form of a new campaign shows."""
    return {
        "place": [str(location.pk)],
        "status": [status.value for status in CURRENT],
        "category": Category.CARE.value,
        "start": "now",
        **dict.fromkeys(("ahead", "language", "mobile", "hours"), ""),
    }


def _kept(campaign: Campaign) -> dict[str, Any]:
    """Give what the form shows of a campaign that is kept."""
    segment, local = campaign.filters, campaign.location.clock
    start = local(campaign.starts_at) if campaign.starts_at else None
    end = local(campaign.ends_at) - timedelta(1) if campaign.ends_at else None
    shown: dict[str, Any] = {name: getattr(segment, name) for name in (*DAYS, *AGES)}
    return {
        "name": campaign.name,
        "place": sorted(str(pk) for pk in campaign.places.values_list("location_id", flat=True)),
        "status": [str(status) for status in segment.statuses],
        **{name: "" if value is None else str(value) for name, value in shown.items()},
        "ahead": segment.ahead.value,
        "language": segment.language,
        "mobile": "only" if segment.only_with_mobile else "",
        "category": campaign.category,
        "english": campaign.english,
        "spanish": campaign.spanish,
        "start": "later" if start else "now",
        "starts_on": start.date().isoformat() if start else "",
        "starts_at": f"{start:%H:%M}" if start else "",
        "ends_on": end.date().isoformat() if end else "",
        "per_day": str(campaign.per_day or ""),
        "hours": "open" if campaign.only_when_open else "",
    }
