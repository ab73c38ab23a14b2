"""Texts that leave later: the bubbles that wait, and writing, changing, cancelling and sending them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from chairside.actions.refusals import ClientIdTaken, Refused, UnfitMoment, UnfitText
from chairside.actions.scheduled.change_scheduled import NoLongerWaiting, cancel_scheduled, change_scheduled
from chairside.actions.scheduled.schedule_message import Wanted, schedule_message
from chairside.actions.scheduled.send_scheduled import send_now
from chairside.models import Location, ScheduledMessage, Thread
from chairside.models.prepared import Prepared
from chairside.rules.may_text import Reason
from chairside.rules.rights import Right
from chairside.rules.wording import Words, say
from chairside.web.drawing import in_words
from chairside.web.found import location_or_404, place_or_404, thread_or_404, user_of
from chairside.web.handling import CONFLICT, UNPROCESSABLE, chosen_moment, later_offers, said
from chairside.web.rows import moment_words

NO_MOMENT = say("Choose a day and a time.")


WAITING = Prepared(
    lambda thread: (
        ScheduledMessage.objects.waiting().filter(thread=thread).select_related("by").order_by("due_at", "id")
    )
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One text that is to leave later; `due` is the location's own moment."""

    scheduled: ScheduledMessage
    due: datetime
    when: str
    is_overtaken: bool


@dataclass(frozen=True, slots=True)
class WaitingTexts:
    """What a thread shows below its texts."""

    texts: list[Waiting]
    against: Sequence[Reason]

    @property
    def version(self) -> str:
        """Changes when they must be drawn anew."""
        told = [f"{one.scheduled.pk} {one.scheduled.written_at} {one.when} {one.is_overtaken}" for one in self.texts]
        return " ".join([*told, *(reason.code for reason in self.against)]) if told else ""


def waiting_texts(thread: Thread, location: Location, against: Sequence[Reason], now: datetime) -> WaitingTexts:
    """Gather what waits in a thread, the soonest first; `against` is what the gate would say now."""
    texted_at = None if thread.last_outgoing else thread.last_at
    local = location.clock(now)
    drawn = [
        Waiting(
            one,
            location.clock(one.due_at),
            moment_words(location.clock(one.due_at), local),
            one.is_overtaken(texted_at),
        )
        for one in WAITING(thread.pk)
    ]
    return WaitingTexts(drawn, against)


@require_http_methods(["GET", "HEAD", "POST"])
def scheduled(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """GET: the moments to choose from, as they are now. POST: let a text leave later."""
    location = location_or_404(request, location_id)
    thread = thread_or_404(request, location, thread_id)
    now = datetime.now(UTC)
    if request.method != "POST":
        values = {"offers": later_offers(location, now), "location": location, "today": location.clock(now).date()}
        return render(request, "thread/later.html", values)
    due_at, client_id = chosen_moment(request.POST, location), _id(request.POST.get("client_id"))
    if client_id is None:
        return HttpResponse("client_id: a UUID is needed, made by the page.", status=400)
    if due_at is None:
        return _unfit(request, NO_MOMENT)
    wanted = Wanted(request.POST.get("body", ""), due_at, client_id)
    try:
        schedule_message(user_of(request), thread, wanted, now)
    except (UnfitText, UnfitMoment) as unfit:
        return _unfit(request, unfit.words)
    except Refused as refused:
        return render(request, "thread/refused.html", {"reasons": refused.reasons}, status=403)
    except ClientIdTaken:
        return HttpResponse(status=CONFLICT)
    return HttpResponse(status=204)


@require_http_methods(["PUT", "DELETE"])
def one(request: HttpRequest, location_id: UUID, thread_id: UUID, scheduled_id: UUID) -> HttpResponse:
    """PUT: other words or another moment. DELETE: cancel it; the answer is its words."""
    location, found = _found(request, location_id, thread_id, scheduled_id)
    now = datetime.now(UTC)
    try:
        if request.method == "DELETE":
            words = cancel_scheduled(found.pk, by=user_of(request), now=now)
            return HttpResponse(words, content_type="text/plain; charset=utf-8")
        given = QueryDict(request.body, encoding="utf-8")
        due_at = chosen_moment(given, location)
        if due_at is None:
            return said(NO_MOMENT)
        change_scheduled(found.pk, given.get("body") or "", due_at, by=user_of(request), now=now)
    except (UnfitText, UnfitMoment) as unfit:
        return said(unfit.words)
    except NoLongerWaiting:
        return HttpResponse(status=CONFLICT)
    return HttpResponse(status=204)


@require_POST
def departure(request: HttpRequest, location_id: UUID, thread_id: UUID, scheduled_id: UUID) -> HttpResponse:
    """Let it leave now."""
    _, found = _found(request, location_id, thread_id, scheduled_id)
    try:
        send_now(found.pk, by=user_of(request), now=datetime.now(UTC))
    except NoLongerWaiting:
        return HttpResponse(status=CONFLICT)
    return HttpResponse(status=204)


def _found(
    request: HttpRequest, location_id: UUID, thread_id: UUID, scheduled_id: UUID
) -> tuple[Location, ScheduledMessage]:
    location = place_or_404(request, location_id, Right.MANAGE_INBOX)
    thread = thread_or_404(request, location, thread_id)
    return location, get_object_or_404(ScheduledMessage, pk=scheduled_id, thread=thread)


def _unfit(request: HttpRequest, words: Words) -> HttpResponse:
    return render(request, "thread/unfit.html", {"sentence": in_words(words)}, status=UNPROCESSABLE)


def _id(given: str | None) -> UUID | None:
    try:
        return UUID(given or "")
    except ValueError:
        return None
