"""Where a text is written: may it be, what stands in the way, the draft, and how Enter works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_POST

from chairside.actions.choose_writing import choose_writing
from chairside.actions.keep_draft import Turn, keep_draft
from chairside.models import Draft, Patient, PrimaryContactTerm, Thread, User
from chairside.models.circumstances import Standing, circumstances_of, number_for_texting
from chairside.models.patient import SPOKEN_FOR
from chairside.models.prepared import Prepared
from chairside.rules.may_text import Code, Reason, by_hand
from chairside.rules.quiet_hours import decent_until
from chairside.rules.rights import Right
from chairside.rules.segments import LIMIT
from chairside.web.found import location_or_404, thread_or_404, user_of
from chairside.web.typed import one_line, whole

DRAFT = Prepared(lambda user, thread: Draft.objects.filter(user=user, thread=thread)[:1])
ENDED = Prepared(
    lambda contact, since: (
        PrimaryContactTerm.objects.filter(contact_id=contact, until_at__isnull=False, until_at__gte=since)
        .filter(patient__in=Patient.objects.filter(SPOKEN_FOR))
        .select_related("patient__primary_contact")
        .order_by("until_at")
    )
)


@dataclass(frozen=True, slots=True)
class Succession:
    """A patient whose primary contact this thread's contact was, and who it is now."""

    patient: Patient
    contact: Patient
    on: date


@dataclass(frozen=True, slots=True)
class Composer:
    """The foot of a thread."""

    reasons: tuple[Reason, ...]
    successions: list[Succession]
    new_number: str | None
    draft: str
    enter_sends: bool
    quiet: bool
    limit: int = LIMIT

    @property
    def may_send(self) -> bool:
        return not self.reasons

    @property
    def version(self) -> str:
        """Changes when the foot must be drawn anew; a foot in which somebody writes is left alone else."""
        told: list[str] = [reason.code for reason in self.reasons]
        told += [f"{change.patient.pk}:{change.contact.pk}" for change in self.successions]
        return " ".join([*told, self.new_number or ""]).strip() or "open"

    @property
    def other_reasons(self) -> list[Reason]:
        """The reasons besides the one that the Information box tells."""
        told = {Code.NO_LONGER_CONTACT} if self.successions else set()
        if self.new_number:
            told.add(Code.NUMBER_CHANGED)
        return [reason for reason in self.reasons if reason.code not in told]


def composer(user: User, rights: frozenset[Right], thread: Thread, found: Standing, now: datetime) -> Composer:
    """Gather the foot of a thread for this user, with these rights there."""
    reasons = by_hand(circumstances_of(thread, found), may_manage_inbox=Right.MANAGE_INBOX in rights)
    draft = DRAFT.first(user.pk, thread.pk)
    codes = {reason.code for reason in reasons}
    return Composer(
        reasons=reasons,
        successions=_successions(thread),
        new_number=number_for_texting(thread.contact) if Code.NUMBER_CHANGED in codes else None,
        draft=draft.body if draft else "",
        enter_sends=user.enter_sends,
        quiet=decent_until(now, thread.location.zone) is not None,
    )


MOST_DRAFTS = 10**9  # of one page


@require_http_methods(["PUT"])
def draft(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """Keep what the user has begun to write."""
    location = location_or_404(request, location_id)
    found = thread_or_404(request, location, thread_id)
    given = QueryDict(request.body, encoding="utf-8")
    body, before = str(given.get("body", "")), given.get("before") == "yes"
    nth = whole(given.get("nth", ""), 1, MOST_DRAFTS)
    turn = Turn(one_line(str(given.get("page", "")))[:36], nth) if nth else None
    keep_draft(user_of(request), found, body, datetime.now(UTC), before=before, turn=turn)
    return HttpResponse(status=204)


@require_POST
def writing(request: HttpRequest) -> HttpResponse:
    """Choose whether Enter sends or breaks the line."""
    choose_writing(user_of(request), enter_sends=request.POST.get("enter_sends") == "yes")
    return HttpResponse(status=204)


def _successions(thread: Thread) -> list[Succession]:
    latest = {term.patient_id: term for term in ENDED(thread.contact_id, thread.created_at)}
    return [
        Succession(
            term.patient,
            term.patient.primary_contact,
            thread.location.clock(term.until_at).date(),
        )
        for term in latest.values()
        if term.until_at and term.patient.primary_contact_id != thread.contact_id
    ]
