"""People who work at the practice, and what their role at each location lets them do."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from chairside.models.fields import Within
from chairside.models.identifiers import new_id
from chairside.models.location import Location
from chairside.models.organization import Organization
from chairside.rules.rights import Right, known_rights


class UserDirectory(BaseUserManager["User"]):
    """How users are found: at sign-in, where user names ignore case, and by what they may do at a location."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)

    def who_may(self, right: Right, location: Location) -> models.QuerySet[User]:
        """Give the active users whose role at the location has this right, by name."""
        return self.filter(
            is_active=True,
            organization_id=location.organization_id,
            user_roles__location=location,
            user_roles__role__rights__contains=[right.value],
        ).order_by("name")


class User(AbstractBaseUser):
    """Somebody who signs in; belongs to one organization."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="users")
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    # Enter sends and Shift+Enter breaks the line, or the other way round
    enter_sends = models.BooleanField(default=True)
    # the routing panel stays open beside every page
    panel_pinned = models.BooleanField(default=False)
    # the Status Tracker shows only what the user subscribes to, when they subscribe to anything
    tracks_own_only = models.BooleanField(default=True)
    hears_sounds = models.BooleanField(default=False)
    wants_desktop_notices = models.BooleanField(default=False)
    last_location = Within(Location, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = UserDirectory()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "id"], name="user_within"),)

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def initials(self) -> str:
        names = self.name.split()
        return (names[0][:1] + names[-1][:1] if len(names) > 1 else self.name[:2]).upper()

    @property
    def is_invited(self) -> bool:
        """Whether the user has yet to choose a first password, and so to come in."""
        return not self.is_active and not self.has_usable_password()

    @property
    def is_disabled(self) -> bool:
        """Whether the user was here and may sign in no more."""
        return not self.is_active and self.has_usable_password()

    def may_somewhere(self, right: Right) -> bool:
        """Whether the user has the right at any location: what the whole organization shares asks this."""
        return self.is_active and (
            UserRole.objects.filter(
                organization_id=self.organization_id, user=self, role__rights__contains=[right.value]
            ).exists()
        )

    def rights_at(self, location_id: UUID) -> frozenset[Right]:
        """Give all rights of the user's role at this location, as they are now."""
        role = Role.objects.filter(
            organization_id=self.organization_id, user_roles__user=self, user_roles__location_id=location_id
        ).first()
        return role.known_rights if role and self.is_active else frozenset()

    def may(self, right: Right, location_id: UUID) -> bool:
        """Whether the user's role at this location has the right, asked afresh each time."""
        return self.is_active and (
            UserRole.objects.filter(
                organization_id=self.organization_id,
                user=self,
                location_id=location_id,
                role__rights__contains=[right.value],
            ).exists()
        )


class Role(models.Model):
    """A named set of rights, the same at every location of the organization."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="roles")
    name = models.CharField(max_length=100)
    rights = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="role_within"),
            models.UniqueConstraint(fields=["organization", "name"], name="role_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def known_rights(self) -> frozenset[Right]:
        """The role's rights."""
        return known_rights(self.rights)


class UserRoleQuerySet(models.QuerySet["UserRole"]):
    """Who works where, as what."""

    def at_work(self, location_id: UUID, organization_id: UUID) -> UserRoleQuerySet:
        """Give the roles of the location's active users, by name."""
        mine = self.filter(organization_id=organization_id, location=location_id, user__is_active=True)
        return mine.select_related("user", "role").order_by("user__name")


class UserRole(models.Model):
    """The one role that a user has at a location."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    user = Within(User, models.CASCADE, related_name="user_roles")
    location = Within(Location, models.PROTECT, related_name="user_roles")
    role = Within(Role, models.PROTECT, related_name="user_roles")

    objects = UserRoleQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "location"], name="one_role_per_user_and_location"),)

    def __str__(self) -> str:
        return f"role {self.role_id} of user {self.user_id} at {self.location_id}"

    def allows(self, right: Right) -> bool:
        """Whether the role has the right."""
        return right.value in self.role.rights


class Invitation(models.Model):
    """A link by which an invited user chooses a password, once; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    user = Within(User, models.CASCADE, related_name="invitations")
    invited_by = Within(User, models.PROTECT, related_name="+")
    # SHA-256 of the link's secret, hexadecimal
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"invitation of user {self.user_id}"
