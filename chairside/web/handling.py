"""Whose a conversation is, until when it rests, whether it is done; and the notes in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from chairside.actions.refusals import ClientIdTaken, UnfitMoment, UnfitText
from chairside.actions.threads.assign_thread import CannotLookAfter, assign_thread
from chairside.actions.threads.finish_thread import finish_thread, reopen_thread
from chairside.actions.threads.snooze_thread import snooze_thread, wake_thread
from chairside.actions.threads.write_note import write_note
from chairside.models import Location, Thread, User, UserRole
from chairside.models.prepared import Prepared
from chairside.rules.later import moment_of, offers
from chairside.rules.rights import Right
from chairside.rules.wording import Words, say
from chairside.web.days import moment_written
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404, thread_or_404, user_of
from chairside.web.rows import moment_words

UNPROCESSABLE = 422
CONFLICT = 409


AT_WORK = Prepared(UserRole.objects.at_work)


@dataclass(frozen=True, slots=True)
class LaterOffer:
    """A moment to choose: its name, how people write it, and the moment itself."""

    name: Words
    written: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handling:
    """What the head of a thread shows besides the contact."""

    thread: Thread
    may_manage: bool
    people: list[User]
    readers: list[User]
    offers: list[LaterOffer]
    until: str
    today: date

    @property
    def version(self) -> str:
        """Changes when the head must be drawn anew; menus that somebody has open are left alone else."""
        thread = self.thread
        return f"{thread.assigned_to_id or ''} {self.until} {thread.done_at or ''} {self.may_manage} {self.today}"


def handling(rights: frozenset[Right], thread: Thread, location: Location, now: datetime) -> Handling:
    """Gather it for somebody with these rights."""
    may_manage = Right.MANAGE_INBOX in rights
    local = location.clock(now)
    until = moment_words(location.clock(thread.snoozed_until), local) if thread.snoozed_until else ""
    staff = AT_WORK(location.pk, location.organization_id)
    readers = [one.user for one in staff if one.allows(Right.REVIEW_INBOX)]
    people = [one.user for one in staff if one.allows(Right.MANAGE_INBOX)] if may_manage else []
    return Handling(thread, may_manage, people, readers, later_offers(location, now), until, local.date())


def later_offers(location: Location, now: datetime) -> list[LaterOffer]:
    """Give the moments that have a name, as the location's clocks show them."""
    local = location.clock(now)
    return [
        LaterOffer(offer.words, moment_words(location.clock(offer.at), local), offer.at)
        for offer in offers(now, location.zone)
    ]


def chosen_moment(given: QueryDict, location: Location) -> datetime | None:
    """Read a moment: `at` as it was offered, or `day` and `time` on the location's clocks."""
    if at := given.get("at"):
        return moment_written(at)
    try:
        day, clock = date.fromisoformat(given.get("day", "")), time.fromisoformat(given.get("time", ""))
        return moment_of(day, clock.replace(tzinfo=None), location.zone)
    except (ValueError, OverflowError):
        return None


@require_http_methods(["PUT", "DELETE"])
def assignment(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """PUT: give the thread to the `user`. DELETE: to nobody."""
    location, thread = _managed(request, location_id, thread_id)
    to = None
    if request.method == "PUT":
        people = User.objects.who_may(Right.MANAGE_INBOX, location)
        to = get_object_or_404(people, pk=_id(QueryDict(request.body).get("user")))
    try:
        assign_thread(thread, to, by=user_of(request), now=datetime.now(UTC))
    except CannotLookAfter:
        return HttpResponse(status=CONFLICT)
    return HttpResponse(status=204)


@require_http_methods(["PUT", "DELETE"])
def snooze(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """PUT: let the thread rest until a moment. DELETE: wake it."""
    location, thread = _managed(request, location_id, thread_id)
    now = datetime.now(UTC)
    if request.method == "DELETE":
        wake_thread(thread, by=user_of(request), now=now)
        return HttpResponse(status=204)
    until = chosen_moment(QueryDict(request.body), location)
    if until is None:
        return said(say("Choose a day and a time."))
    try:
        snooze_thread(thread, until, by=user_of(request), now=now)
    except UnfitMoment as unfit:
        return said(unfit.words)
    return HttpResponse(status=204)


@require_http_methods(["PUT", "DELETE"])
def finish(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """PUT: nothing is left to do. DELETE: something is after all."""
    _, thread = _managed(request, location_id, thread_id)
    deed = finish_thread if request.method == "PUT" else reopen_thread
    deed(thread, by=user_of(request), now=datetime.now(UTC))
    return HttpResponse(status=204)


@require_POST
def notes(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """Say something to colleagues; whoever may read the thread may do so."""
    location = place_or_404(request, location_id, Right.REVIEW_INBOX)
    thread = thread_or_404(request, location, thread_id)
    client_id = _id(request.POST.get("client_id"))
    if client_id is None:
        return HttpResponse("client_id: a UUID is needed, made by the page.", status=400)
    try:
        write_note(
            thread, request.POST.get("body", ""), client_id=client_id, by=user_of(request), now=datetime.now(UTC)
        )
    except UnfitText as unfit:
        return said(unfit.words)
    except ClientIdTaken:
        return HttpResponse(status=CONFLICT)
    return HttpResponse(status=204)


def said(words: Words) -> HttpResponse:
    """Answer with a sentence that the page shows where it was asked."""
    return HttpResponse(in_words(words), status=UNPROCESSABLE, content_type="text/plain; charset=utf-8")


def _managed(request: HttpRequest, location_id: UUID, thread_id: UUID) -> tuple[Location, Thread]:
    location = place_or_404(request, location_id, Right.MANAGE_INBOX)
    return location, thread_or_404(request, location, thread_id)


def _id(given: str | None) -> UUID | None:
    try:
        return UUID(given or "")
    except ValueError:
        return None
