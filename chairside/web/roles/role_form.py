"""A role's form: its name and its rights, as typed and as kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from chairside.models import Role
from chairside.rules.rights import CATEGORIES, Right
from chairside.web.typed import one_line

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One right in the form."""

    right: Right
    words: str
    is_granted: bool


class RoleForm:
    """Reads what was sent, or what the role allows now; `errors` are by field."""

    def __init__(self, role: Role, given: QueryDict | None) -> None:
        self.role = role
        self.given = given
        self.errors: dict[str, str] = {}
        self.name, fault = typed_name(given) if given is not None else (role.name, "")
        if fault:
            self.errors["name"] = fault

    @property
    def is_good(self) -> bool:
        return self.given is not None and not self.errors

    @property
    def before(self) -> frozenset[Right]:
        """The rights that the role had when the page was drawn: only what differs from them is changed."""
        return _rights(self.given, "before") if self.given is not None else self.role.known_rights

    @property
    def chosen(self) -> frozenset[Right]:
        return _rights(self.given, "right") if self.given is not None else self.role.known_rights

    @property
    def grants(self) -> frozenset[Right]:
        return self.chosen - self.before

    @property
    def takes(self) -> frozenset[Right]:
        return self.before - self.chosen

    @property
    def categories(self) -> dict[str, list[Line]]:
        """All rights in the reader's words, by category."""
        return {
            gettext(category): [Line(right, gettext(words), right in self.chosen) for right, words in rights]
            for category, rights in CATEGORIES.items()
        }


def typed_name(given: QueryDict) -> tuple[str, str]:
    """Give the name that was typed, and what is wrong with it."""
    name = one_line(given.get("name", ""))
    if not name:
        return name, gettext("Type a name.")
    if len(name) > LONGEST_NAME:
        return name, gettext("A name has at most 100 characters.")
    return name, ""


def _rights(given: QueryDict, field: str) -> frozenset[Right]:
    sent = set(given.getlist(field))
    return frozenset(right for right in Right if right.value in sent)
