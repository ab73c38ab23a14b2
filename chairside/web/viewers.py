"""Who looks at which location, and what they may see: asked for all open screens in five questions.

By the same checks as Django's own and the idle lock's, so that a screen sees no longer than its session lasts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from chairside.models import User, UserRole
from chairside.models.second_factor import with_second_factor
from chairside.rules.rights import Right
from chairside.web.aside import ask_aside
from chairside.web.presence import why_over
from chairside.web.session_store import SessionStore

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Look:
    """A browser that looks at a location."""

    session_key: str
    location_id: UUID


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who it is, and what they may see there."""

    user_id: UUID
    rights: frozenset[Right]


class Asking:
    """Answers all who come at the same moment by the same few questions: after a restart every screen comes at once."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Look, asyncio.Future[Viewer | None]]] = []
        self._running: asyncio.Task[None] | None = None

    async def viewer(self, look: Look) -> Viewer | None:
        """Give who looks there; None for whoever may not."""
        answer: asyncio.Future[Viewer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((look, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._answer_all())
        return await answer

    async def _answer_all(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, []
            try:
                found = await ask_aside(viewers, [look for look, _ in asked])
            except Exception as error:  # noqa: BLE001 - every one of them must be answered
                for _, answer in asked:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for look, answer in asked:
                if not answer.done():
                    answer.set_result(found.get(look))


def viewers(looks: Collection[Look]) -> dict[Look, Viewer]:
    """Give who may still look, and leave out all others."""
    asked = list(looks)
    found: dict[Look, Viewer] = {}
    for start in range(0, len(asked), AT_ONCE):
        found |= _some(asked[start : start + AT_ONCE])
    return found


def _some(looks: list[Look]) -> dict[Look, Viewer]:
    users = _signed_in({look.session_key for look in looks})
    rights = _rights(users.values(), {look.location_id for look in looks})
    seen = {}
    for look in looks:
        user_id = users.get(look.session_key)
        if user_id and (here := rights.get((user_id, look.location_id))):
            seen[look] = Viewer(user_id, here)
    return seen


def _signed_in(keys: Collection[str]) -> dict[str, UUID]:
    """Give the active user behind each session that lasts."""
    now = datetime.now(UTC)
    found = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    sessions = {session.session_key: SessionStore().decode(session.session_data) for session in found}
    users = _users({session.get(SESSION_KEY) for session in sessions.values()})
    hashes = {key: user.get_session_auth_hash() for key, user in users.items()}
    signed_in = {}
    for key, session in sessions.items():
        who = session.get(SESSION_KEY, "")
        if who in users and _lasts(session, users[who], hashes[who], now):
            signed_in[key] = users[who].pk
    return signed_in


def _users(ids: Collection[str | None]) -> dict[str, User]:
    """Give the active users by their ids as sessions write them, but nobody who still owes a second factor."""
    given = [one for one in ids if one]
    found = list(User.objects.select_related("organization").filter(pk__in=given, is_active=True))
    strict = [user.pk for user in found if user.organization.second_factor_required]
    guarded = with_second_factor(strict) if strict else set()
    return {str(user.pk): user for user in found if not user.organization.second_factor_required or user.pk in guarded}


def _lasts(session: Mapping[str, Any], user: User, present_hash: str, now: datetime) -> bool:
    return (
        session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), present_hash)
        and not why_over(session, user, now)
    )


def _rights(users: Collection[UUID], places: Collection[UUID]) -> dict[tuple[UUID, UUID], frozenset[Right]]:
    roles = UserRole.objects.filter(user__in=set(users), location__in=places).select_related("role")
    return {(one.user_id, one.location_id): one.role.known_rights for one in roles}
