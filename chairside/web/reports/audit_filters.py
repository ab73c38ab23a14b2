"""How the audit log is narrowed; read from the address, never refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from chairside.models import AuditEntry, Location, Patient, User
from chairside.rules.rights import Right
from chairside.web.days import Days, day_of
from chairside.web.looking_up import typed

DAYS_BEFORE = 6


@dataclass(frozen=True, slots=True)
class AuditFilters(Days):
    """What is asked for: days (the location's own, both included), and the rest empty for everything."""

    user: str = ""
    place: str = ""
    type: str = ""
    patient: str = ""
    action: str = ""
    words: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], today: date) -> AuditFilters:
        """Read the address; without dates it is today and the six days before."""
        first = day_of(given.get("first")) or today - timedelta(DAYS_BEFORE)
        last = day_of(given.get("last")) or max(today, first)
        named = {name: typed(given.get(name)) for name in ("user", "place", "type", "patient", "action", "words")}
        return cls(min(first, last), max(first, last), **named)

    def apply(self, user: User, location: Location) -> QuerySet[AuditEntry]:
        """Give the entries that the user may see and that fit, newest first."""
        start, end = self.moments(location.zone)
        found = visible_to(user).filter(at__gte=start, at__lt=end)
        if self.user:
            found = found.filter(user__in=_users(user, self.user)) if self.user != "-" else found.filter(user=None)
        if self.place:
            found = found.filter(location_id=_id(self.place))
        if self.type:
            found = found.filter(type=self.type)
        if self.action:
            found = found.filter(action=self.action)
        if self.patient:
            people = Patient.objects.filter(organization_id=user.organization_id).named(self.patient)
            found = found.filter(patient_id__in=people.values("pk"))
        if self.words:
            found = found.extra(where=["details::text ILIKE %s"], params=[f"%{_escaped(self.words)}%"])
        return found.order_by("-number")


def visible_to(user: User) -> QuerySet[AuditEntry]:
    """Give the entries of the locations whose audit log the user may review, and those of no location."""
    places = Location.objects.where_may(user, Right.REVIEW_AUDIT_LOG)
    return AuditEntry.objects.filter(organization_id=user.organization_id).filter(
        Q(location__in=places) | Q(location__isnull=True)
    )


def _users(user: User, given: str) -> QuerySet[User]:
    found: QuerySet[User] = User.objects.filter(organization_id=user.organization_id, pk=_id(given))
    return found


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        return UUID(int=0)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
