"""The list of work: whom no text reaches before their visit, what else is to do, what was done today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chairside.actions.tasks.ask_call_back import ask_call_back
from chairside.actions.tasks.complete_task import complete_task, reopen_task
from chairside.models import Appointment, Direction, Location, Message, Phone, Task, TaskKind
from chairside.models.inbox_numbers import inbox_numbers
from chairside.models.unreachable import Unreachable, unreachable_on
from chairside.rules.carrier_errors import explain
from chairside.rules.patients import PhoneType
from chairside.rules.rights import Right
from chairside.rules.wording import Words
from chairside.web.drawing import in_words
from chairside.web.found import place_or_404, rights_of, thread_or_404, user_of
from chairside.web.frame import frame
from chairside.web.labels import phone_type
from chairside.web.rows import since

MOST_SHOWN = 200
DONE_SHOWN = 50

KINDS = {
    TaskKind.MAY_MEAN_APPOINTMENT: gettext_noop("May mean the appointment: ask by phone whether the visit stands."),
    TaskKind.REST_OF_REMINDER: gettext_noop("Not confirmed, though another of its reminder was: ask about this visit."),
    TaskKind.CALL_BACK: gettext_noop("Please call back."),
    TaskKind.UNREACHABLE: gettext_noop("No text reaches the contact before this visit: call."),
}


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A number to call."""

    number: str
    written: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do, or that was done."""

    task: Task
    what: str
    who: str
    visit: Appointment | None
    visit_at: datetime | None
    said: str
    when: str
    phones: list[PhoneLine]
    reasons: list[tuple[str, str]]


@require_safe
def tasks(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """The list of a location; only its inside when a live screen asks."""
    location = place_or_404(request, location_id, Right.MANAGE_INBOX)
    values = _values(request, location, datetime.now(UTC))
    if request.headers.get("X-Part"):
        return render(request, "tasks/list.html", {**values, "location": location})
    return render(request, "tasks/page.html", {**frame(request, location), **values})


@require_safe
def count(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """How many things are to do."""
    location = place_or_404(request, location_id, Right.MANAGE_INBOX)
    number = inbox_numbers(location.pk, user_of(request).pk).tasks
    return HttpResponse(str(number or ""), content_type="text/plain")


@require_http_methods(["PUT", "DELETE"])
def done(request: HttpRequest, location_id: UUID, task_id: UUID) -> HttpResponse:
    """PUT: somebody has done it. DELETE: it is to do after all."""
    location = place_or_404(request, location_id, Right.MANAGE_INBOX)
    found = Task.objects.visible_to(user_of(request)).filter(location=location)
    task = get_object_or_404(found.select_related("thread", "appointment"), pk=task_id)
    deed = complete_task if request.method == "PUT" else reopen_task
    deed(task, by=user_of(request), now=datetime.now(UTC))
    return HttpResponse(status=204)


@require_POST
def call_back(request: HttpRequest, location_id: UUID, thread_id: UUID, message_id: UUID) -> HttpResponse:
    """Put it on the list that the contact is to be called about this text of theirs."""
    location = place_or_404(request, location_id, Right.MANAGE_INBOX)
    thread = thread_or_404(request, location, thread_id)
    message = get_object_or_404(Message, pk=message_id, thread=thread, direction=Direction.IN)
    ask_call_back(thread, message, None, by=user_of(request), now=datetime.now(UTC))
    return HttpResponse(status=204)


def _values(request: HttpRequest, location: Location, now: datetime) -> dict[str, Any]:
    today = location.clock(now).date()
    visible = Task.objects.visible_to(user_of(request)).filter(location=location)
    found = visible.select_related(
        "thread__contact", "message", "appointment__patient__primary_contact", "appointment__provider", "done_by"
    )
    to_do = list(found.to_do().order_by("created_at")[:MOST_SHOWN])
    midnight = datetime.combine(today, time.min, location.zone)
    finished = list(found.filter(done_at__gte=midnight, done_by__isnull=False).order_by("-done_at")[:DONE_SHOWN])
    days = {task.day for task in to_do if task.day}
    reachless = {one.visit.pk: one for day in days for one in unreachable_on(location, day, now)}
    phones = _phones([*to_do, *finished])
    lines = [_line(task, location, now, phones, reachless) for task in to_do]
    return {
        "unreachable": [line for line in lines if line.task.kind == TaskKind.UNREACHABLE],
        "others": [line for line in lines if line.task.kind != TaskKind.UNREACHABLE],
        "finished": [_line(task, location, now, phones, {}) for task in finished],
        "day": min(days, default=None),
        "today": today,
        "opens_schedule": Right.EDIT_SCHEDULE in rights_of(request, location),
    }


def _phones(shown: list[Task]) -> dict[UUID, list[PhoneLine]]:
    contacts = {contact for task in shown if (contact := _contact_id(task))}
    found: dict[UUID, list[PhoneLine]] = defaultdict(list)
    for phone in Phone.objects.filter(patient_id__in=contacts).order_by("position"):
        found[phone.patient_id].append(PhoneLine(phone.number, phone.written, phone_type(PhoneType(phone.type))))
    return found


def _contact_id(task: Task) -> UUID | None:
    if task.appointment:
        contact_id: UUID = task.appointment.patient.primary_contact_id
        return contact_id
    return task.thread.contact_id if task.thread else None


def _line(
    task: Task,
    location: Location,
    now: datetime,
    phones: dict[UUID, list[PhoneLine]],
    reachless: dict[UUID, Unreachable],
) -> Line:
    visit = task.appointment
    contact = visit.patient.primary_contact if visit else task.thread.contact if task.thread else None
    return Line(
        task=task,
        what=gettext(KINDS[TaskKind(task.kind)]),
        who=contact.name if contact else "",
        visit=visit,
        visit_at=location.clock(visit.starts_at) if visit else None,
        said=task.message.body if task.message else "",
        when=since(location.clock(task.done_at or task.created_at), location.clock(now)),
        phones=phones.get(contact.pk, []) if contact else [],
        reasons=_reasons(reachless.get(visit.pk) if visit and task.kind == TaskKind.UNREACHABLE else None),
    )


def _reasons(one: Unreachable | None) -> list[tuple[str, str]]:
    if one is None:
        return []
    told = [(in_words(reason.sentence), in_words(reason.remedy)) for reason in one.reasons]
    if one.failed and not told:
        error = explain(one.failed.error_code)
        kept = [Words(part["text"], part["values"]) for part in one.failed.failure or ()]
        sentence, remedy = kept if len(kept) == 2 else (error.sentence, error.remedy)
        told.append((in_words(sentence), in_words(remedy)))
    return told
