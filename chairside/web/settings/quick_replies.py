"""Settings > Quick Replies: those of the location, and one's own."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chairside.actions.keep_quick_reply import (
    NameTaken,
    Wording,
    change_quick_reply,
    drop_quick_reply,
    make_quick_reply,
    mark_of_reply,
)
from chairside.actions.refusals import ChangedSince
from chairside.models import Location, QuickReply
from chairside.rules.fields import FIELDS, unknown_fields
from chairside.rules.rights import Right
from chairside.rules.segments import LIMIT
from chairside.web.found import place_or_404, rights_of, user_of
from chairside.web.frame import frame
from chairside.web.typed import many_lines, one_line

LONGEST_NAME = 60
SAMPLE = {
    "first_name": "Marisol",
    "patients": "Leo and Mia",
    "location": "Downtown",
    "phone": "(312) 555-0190",
    "date": "Wednesday, September 30",
    "time": "10:30 AM",
}
"""The longest that the fields usually become, so that a preview does not promise too much."""


class ReplyForm:
    """Reads what was typed; `errors` are by field name."""

    def __init__(self, given: dict[str, str], kept: dict[str, str] | None = None) -> None:
        self.given = given
        self.kept = kept or {}
        self.errors: dict[str, str] = {}

    def typed(self, name: str) -> str:
        typed = self.given.get(name, self.kept.get(name, ""))
        return one_line(typed) if name == "name" else many_lines(typed)

    def show_changes(self, reply: QuickReply) -> None:
        """Say what a colleague has made of it; what was typed stays, to be kept or corrected."""
        for name in ("name", "english", "spanish"):
            if (value := getattr(reply, name)) != self.typed(name):
                self.errors[name] = gettext("A colleague has changed this meanwhile to: %(value)s") % {"value": value}
        self.given = {**self.given, "seen": mark_of_reply(reply)}

    def wording(self) -> Wording | None:
        if not self.typed("name") or len(self.typed("name")) > LONGEST_NAME:
            self.errors["name"] = gettext("Give it a name of at most 60 characters.")
        if not self.typed("english"):
            self.errors["english"] = gettext("Write what it says.")
        for language in ("english", "spanish"):
            self._check(language)
        if self.errors:
            return None
        return Wording(self.typed("name"), self.typed("english"), self.typed("spanish"))

    def _check(self, language: str) -> None:
        if len(self.typed(language)) > LIMIT:
            self.errors[language] = gettext("A text has at most 1,600 characters. Shorten it.")
        elif unknown := unknown_fields(self.typed(language)):
            self.errors[language] = gettext("There is no field {%(field)s}. The fields are: %(fields)s.") % {
                "field": unknown[0],
                "fields": ", ".join(f"{{{name}}}" for name in FIELDS),
            }


@require_http_methods(["GET", "HEAD", "POST"])
def quick_reply_list(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Show them, and make a new one."""
    location = place_or_404(request, location_id, Right.MANAGE_INBOX)
    form = ReplyForm(request.POST.dict() if request.method == "POST" else {})
    if request.method == "POST" and (wording := form.wording()):
        own = request.POST.get("whose") != "location" or not _may_edit(request, location)
        try:
            make_quick_reply(wording, location, own=own, by=user_of(request), now=datetime.now(UTC))
        except NameTaken:
            form.errors["name"] = gettext("There is a quick reply of this name already. Choose another.")
        else:
            return _back(request, location, gettext("The quick reply is at hand: type / in the composer."))
    return _page(request, location, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def quick_reply(request: HttpRequest, location_id: UUID, reply_id: UUID) -> HttpResponse:
    """Change or delete one."""
    location = place_or_404(request, location_id, Right.MANAGE_INBOX)
    at_hand = QuickReply.objects.at_hand(user_of(request), location)
    if not _may_edit(request, location):
        at_hand = at_hand.filter(owner=user_of(request))
    reply = get_object_or_404(at_hand, pk=reply_id)
    kept = {"name": reply.name, "english": reply.english, "spanish": reply.spanish, "seen": mark_of_reply(reply)}
    if request.method != "POST":
        return _page(request, location, ReplyForm(kept), reply)
    now = datetime.now(UTC)
    if request.POST.get("deed") == "delete":
        drop_quick_reply(reply, location, by=user_of(request), now=now)
        return _back(request, location, gettext("The quick reply was deleted."))
    form = ReplyForm(request.POST.dict(), kept)
    if wording := form.wording():
        try:
            change_quick_reply(reply, wording, location, by=user_of(request), now=now, seen=request.POST.get("seen"))
        except ChangedSince:
            reply.refresh_from_db()
            form.show_changes(reply)
        except NameTaken:
            form.errors["name"] = gettext("There is a quick reply of this name already. Choose another.")
        else:
            return _back(request, location, gettext("The quick reply was changed."))
    return _page(request, location, form, reply)


def _may_edit(request: HttpRequest, location: Location) -> bool:
    return Right.EDIT_QUICK_REPLIES in rights_of(request, location)


def _page(request: HttpRequest, location: Location, form: ReplyForm, reply: QuickReply | None) -> HttpResponse:
    at_hand = QuickReply.objects.at_hand(user_of(request), location)
    values = {
        **frame(request, location),
        "form": form,
        "reply": reply,
        "of_location": [one for one in at_hand if one.owner_id is None],
        "own": [one for one in at_hand if one.owner_id],
        "may_edit": _may_edit(request, location),
        "fields": FIELDS,
        "sample": SAMPLE,
    }
    return render(request, "settings/quick_replies.html", values, status=422 if form.errors else 200)


def _back(request: HttpRequest, location: Location, words: str) -> HttpResponse:
    messages.success(request, words)
    answer = redirect("quick_reply_list", location.pk)
    answer.status_code = 303
    return answer
