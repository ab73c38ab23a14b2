"""A user's form: name, user name, email, and one role per location."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext

from chairside.actions.users.change_user import mark_of_user
from chairside.models import Location, Role, User
from chairside.web.typed import one_line

LONGEST = 150
LONGEST_EMAIL = 254
USERNAME = re.compile(r"[\w.@+-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A location in the form, and the role chosen there; empty for none."""

    location: Location
    field: str
    chosen: str


class UserForm:
    """Reads what was typed, or what is kept of a user; `errors` are by field."""

    def __init__(self, location: Location, user: User | None, given: QueryDict | None) -> None:
        owner = location.organization_id
        self.location = location
        self.user = user
        self.given = given
        self.errors: dict[str, str] = {}
        self.seen = self._seen()
        self.roles = {str(role.pk): role for role in Role.objects.filter(organization_id=owner).order_by("name")}
        self.places = [self._place(one) for one in Location.objects.filter(organization_id=owner)]

    def show_changes(self, present: User) -> None:
        """Say what a colleague has made of it; what was chosen stays, to be kept or corrected."""
        now_there = UserForm(self.location, present, None)
        for field in ("name", "email"):
            if now_there.typed(field) != self.typed(field):
                self.errors[field] = gettext("A colleague has changed this meanwhile to: %(value)s") % {
                    "value": now_there.typed(field)
                }
        words = gettext(
            "A colleague has changed this user meanwhile, so nothing was kept yet. The roles are now: %(roles)s."
        )
        roles = "; ".join(f"{place.name}: {role.name}" for place, role in now_there.chosen.items())
        self.errors["roles"] = words % {"roles": roles}
        self.seen = mark_of_user(present)

    def typed(self, field: str) -> str:
        if self.given is not None:
            return one_line(self.given.get(field, self._kept(field)))
        return self._kept(field)

    @property
    def options(self) -> list[tuple[str, str]]:
        """The roles to choose from at each location."""
        return [("", gettext("No role here")), *((pk, role.name) for pk, role in self.roles.items())]

    @property
    def chosen(self) -> dict[Location, Role]:
        return {place.location: self.roles[place.chosen] for place in self.places if place.chosen in self.roles}

    def is_good(self) -> bool:
        """Whether something was sent, and nothing is wrong with it."""
        if self.given is None:
            return False
        self._check_name()
        if self.user is None:
            self._check_username()
        self._check_email()
        self._check_roles()
        if not self.chosen and "roles" not in self.errors:
            self.errors["roles"] = gettext("Choose a role at one location at least.")
        return not self.errors

    def _seen(self) -> str:
        if self.given is not None:
            return str(self.given.get("seen", ""))
        return mark_of_user(self.user) if self.user else ""

    def _place(self, location: Location) -> Place:
        field = f"role-{location.pk}"
        held = self.user.user_roles.filter(location=location).first() if self.user else None
        kept = str(held.role_id) if held else ""
        return Place(location, field, kept if self.given is None else str(self.given.get(field, kept)))

    def _kept(self, field: str) -> str:
        return str(getattr(self.user, field)) if self.user else ""

    def _check_roles(self) -> None:
        for place in self.places:
            if place.chosen and place.chosen not in self.roles:
                self.errors[place.field] = self.errors["roles"] = gettext("Choose a role from the list.")

    def _check_name(self) -> None:
        if not self.typed("name"):
            self.errors["name"] = gettext("Type the name, as colleagues know it.")
        elif len(self.typed("name")) > LONGEST:
            self.errors["name"] = gettext("A name has at most 150 characters.")

    def _check_username(self) -> None:
        name = self.typed("username")
        if not USERNAME.fullmatch(name) or len(name) > LONGEST:
            self.errors["username"] = gettext("Use letters, digits and . _ - + @, without spaces.")

    def _check_email(self) -> None:
        email = self.typed("email")
        if not email:
            return
        try:
            validate_email(email)
        except ValidationError:
            self.errors["email"] = gettext("That is no email address. It looks like name@example.com.")
        if len(email) > LONGEST_EMAIL:
            self.errors["email"] = gettext("An email address has at most 254 characters.")
