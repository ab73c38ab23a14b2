"""The pages of an office, and the right that opens each: the Home menu, the settings and the search list them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from chairside.models import Location
from chairside.rules.rights import Right


class Group(StrEnum):
    """Where in the Home menu a page stands; the value is its heading."""

    LOCATION = gettext_noop("Location")
    SCHEDULE = gettext_noop("Schedule")
    REPORTS = gettext_noop("Reports")
    PATIENT_CARE = gettext_noop("Settings: Patient Care")
    SETTINGS = gettext_noop("Settings")


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its English name, the name of its address, the right that opens it, its icon."""

    group: Group
    name: str
    address: str
    right: Right
    icon: str

    @property
    def title(self) -> str:
        return gettext(self.name)

    def url(self, location: Location) -> str:
        return reverse(self.address, args=[location.pk])


PLACES = (
    Place(Group.LOCATION, gettext_noop("Inbox"), "inbox", Right.REVIEW_INBOX, "inbox"),
    Place(Group.LOCATION, gettext_noop("Tasks"), "tasks", Right.MANAGE_INBOX, "list-todo"),
    Place(Group.LOCATION, gettext_noop("Statements"), "statements", Right.REVIEW_STATEMENTS, "receipt-text"),
    Place(Group.SCHEDULE, gettext_noop("Calendar"), "schedule", Right.REVIEW_SCHEDULE, "calendar-days"),
    Place(
        Group.REPORTS,
        gettext_noop("Patient Communications"),
        "communications_report",
        Right.REVIEW_COMMUNICATIONS,
        "chart-column",
    ),
    Place(Group.REPORTS, gettext_noop("Audit log"), "audit_log", Right.REVIEW_AUDIT_LOG, "scroll-text"),
    Place(
        Group.PATIENT_CARE,
        gettext_noop("Patient Communications"),
        "communications",
        Right.REVIEW_COMMUNICATIONS,
        "messages-square",
    ),
    Place(
        Group.SETTINGS, gettext_noop("Location Information"), "location_information", Right.EDIT_LOCATIONS, "building-2"
    ),
    Place(Group.SETTINGS, gettext_noop("Quick Replies"), "quick_reply_list", Right.MANAGE_INBOX, "zap"),
    Place(Group.PATIENT_CARE, gettext_noop("After-hours Reply"), "after_hours", Right.REVIEW_COMMUNICATIONS, "moon"),
    Place(Group.SETTINGS, gettext_noop("User Roles"), "roles", Right.EDIT_ROLES, "shield"),
    Place(Group.SETTINGS, gettext_noop("Users"), "users", Right.EDIT_USERS, "users"),
    Place(Group.SETTINGS, gettext_noop("Import"), "imports", Right.IMPORT_RECORDS, "file-input"),
    Place(Group.SETTINGS, gettext_noop("Security"), "security_settings", Right.EDIT_SECURITY, "lock-keyhole"),
)


def places_open(rights: Collection[Right]) -> list[Place]:
    """Give the pages that somebody with these rights may open."""
    return [place for place in PLACES if place.right in rights]


def by_group(places: list[Place]) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """Give the pages under their translated headings, in the menu's order."""
    groups = {group: tuple(place for place in places if place.group is group) for group in Group}
    return tuple((gettext(group.value), found) for group, found in groups.items() if found)
