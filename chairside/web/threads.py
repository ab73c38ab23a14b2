"""A thread: the page, its texts, reading and unreading, sending and sending again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from chairside.actions.check_again import check_again
from chairside.actions.mark_done import mark_done
from chairside.actions.mark_read import mark_read, mark_unread
from chairside.actions.note_reading import note_reading
from chairside.actions.refusals import AnsweredMeanwhile, ClientIdTaken, Refused, UnfitText
from chairside.actions.release_waiting import release_waiting
from chairside.actions.see_notice import see_notices_of
from chairside.actions.send_again import NotAgain, send_again
from chairside.actions.send_reply import Reply, send_reply
from chairside.models import Location, Message, Thread
from chairside.models.circumstances import standing
from chairside.web.card import card
from chairside.web.composer import composer
from chairside.web.drawing import in_words
from chairside.web.found import location_or_404, rights_of, thread_or_404, user_of
from chairside.web.frame import frame
from chairside.web.handling import handling
from chairside.web.inbox import inbox_list
from chairside.web.log import Log, log_of
from chairside.web.outstanding import outstanding
from chairside.web.scheduled import waiting_texts

UNPROCESSABLE = 422
CONFLICT = 409


@require_safe
@vary_on_headers("HX-Request")
def thread(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """Show the thread beside the list; a page that has the list already gets the thread alone."""
    location = location_or_404(request, location_id)
    found = thread_or_404(request, location, thread_id)
    note_reading(user_of(request), found, datetime.now(UTC))
    see_notices_of(user_of(request), found, datetime.now(UTC))
    values = thread_values(request, location, found)
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        return render(request, "thread/thread.html", values)
    page = {**frame(request, location), **inbox_list(request, location, found.pk), **values}
    return render(request, "inbox/page.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """GET: the thread's newest texts, or those `before` one. POST: send a text."""
    location = location_or_404(request, location_id)
    found = thread_or_404(request, location, thread_id)
    if request.method == "POST":
        return _send(request, location, found)
    if request.GET.get("whole"):
        return render(request, "thread/parts.html", thread_values(request, location, found))
    before = _id(request.GET.get("before"))
    values = {"log": log_of(found, location, datetime.now(UTC), before=before)}
    return render(request, "thread/log.html", {**values, "location": location, "open": found})


@require_http_methods(["PUT", "DELETE"])
def reading(request: HttpRequest, location_id: UUID, thread_id: UUID) -> HttpResponse:
    """PUT: the location has read the thread (up to a message). DELETE: it is unread again."""
    location = location_or_404(request, location_id)
    found = thread_or_404(request, location, thread_id)
    if request.method == "PUT":
        mark_read(found, up_to=_id(request.GET.get("up-to")))
    else:
        mark_unread(found)
    return HttpResponse(status=204)


@require_http_methods(["PUT"])
def done(request: HttpRequest, location_id: UUID, thread_id: UUID, message_id: UUID) -> HttpResponse:
    """PUT: somebody has seen to a text that did not arrive."""
    _, message = _message(request, location_id, thread_id, message_id)
    return _deed(request, lambda: mark_done(user_of(request), message, datetime.now(UTC)))


@require_POST
def looks(request: HttpRequest, location_id: UUID, thread_id: UUID, message_id: UUID) -> HttpResponse:
    """Look at the carrier's list once more for a text that is not confirmed."""
    _, message = _message(request, location_id, thread_id, message_id)
    return _deed(request, lambda: check_again(user_of(request), message))


@require_http_methods(["DELETE"])
def hold(request: HttpRequest, location_id: UUID, thread_id: UUID, message_id: UUID) -> HttpResponse:
    """DELETE: later texts no longer wait for a text that is not confirmed."""
    _, message = _message(request, location_id, thread_id, message_id)
    return _deed(request, lambda: release_waiting(user_of(request), message))


@require_POST
def again(request: HttpRequest, location_id: UUID, thread_id: UUID, message_id: UUID) -> HttpResponse:
    """Send a failed or unconfirmed text once more."""
    location, message = _message(request, location_id, thread_id, message_id)
    try:
        return _drawn(request, location, send_again(user_of(request), message, datetime.now(UTC)))
    except Refused as refused:
        return _refused(request, refused)
    except (NotAgain, UnfitText):
        return HttpResponse(status=CONFLICT)


def thread_values(request: HttpRequest, location: Location, found: Thread) -> dict[str, Any]:
    """Give all that the thread's template shows."""
    now = datetime.now(UTC)
    records = standing(found.contact, found.number)
    rights = rights_of(request, location)
    foot = composer(user_of(request), rights, found, records, now)
    return {
        "location": location,
        "open": found,
        "log": log_of(found, location, now),
        "composer": foot,
        "outstanding": outstanding(rights, found, location, now),
        "waiting": waiting_texts(found, location, foot.reasons, now),
        "card": card(found, records, location, now),
        "handling": handling(rights, found, location, now),
    }


def _message(request: HttpRequest, location_id: UUID, thread_id: UUID, message_id: UUID) -> tuple[Location, Message]:
    location = location_or_404(request, location_id)
    found = thread_or_404(request, location, thread_id)
    message = get_object_or_404(Message, pk=message_id, thread=found)
    message.thread = found
    return location, message


def _deed(request: HttpRequest, do: Callable[[], object]) -> HttpResponse:
    try:
        do()
    except Refused as refused:
        return _refused(request, refused)
    return HttpResponse(status=204)


def _send(request: HttpRequest, location: Location, found: Thread) -> HttpResponse:
    client_id = _id(request.POST.get("client_id"))
    if client_id is None:
        return HttpResponse("client_id: a UUID is needed, made by the page.", status=400)
    reply = Reply(
        body=request.POST.get("body", ""),
        client_id=client_id,
        seen=_id(request.POST.get("seen")),
        despite_answer=request.POST.get("despite_answer") == "yes",
        is_late=request.POST.get("late") == "yes",
    )
    try:
        return _drawn(request, location, send_reply(user_of(request), found, reply, datetime.now(UTC)))
    except UnfitText as unfit:
        return _said(request, "thread/unfit.html", {"sentence": in_words(unfit.words)}, UNPROCESSABLE)
    except Refused as refused:
        return _refused(request, refused)
    except AnsweredMeanwhile as answered:
        values = {"answer": answered.message, "at": location.clock(answered.message.at)}
        return _said(request, "thread/answered.html", values, CONFLICT)
    except ClientIdTaken:
        return HttpResponse(status=CONFLICT)


def _drawn(request: HttpRequest, location: Location, message: Message) -> HttpResponse:
    log = Log.only([message], location, datetime.now(UTC))
    return render(request, "thread/log.html", {"log": log, "location": location, "open": message.thread})


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _said(request, "thread/refused.html", {"reasons": refused.reasons}, 403)


def _said(request: HttpRequest, template: str, values: dict[str, Any], status: int) -> HttpResponse:
    return render(request, template, values, status=status)


def _id(given: str | None) -> UUID | None:
    try:
        return UUID(given or "")
    except ValueError:
        return None
