"""Pop-ups that wait for a user, wherever they look, and that they have seen one."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from chairside.actions.see_notice import see_notice
from chairside.models import Notice, NoticeKind
from chairside.web.found import user_of

MOST_SHOWN = 5

SAYINGS = {
    NoticeKind.MENTIONED: gettext_noop("%(by)s mentions you in the conversation with %(contact)s."),
    NoticeKind.TEXTED_MEANWHILE: gettext_noop(
        "%(contact)s has texted since you wrote the text that leaves later. Look whether it still fits."
    ),
    NoticeKind.SCHEDULED_FAILED: gettext_noop("Your text to %(contact)s could not leave at its moment. See why."),
}


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Give what the user has not seen yet, the newest first."""
    found = Notice.objects.waiting_for(user_of(request)).select_related("by", "thread__contact", "thread__location")
    shown = [(notice, _words(notice)) for notice in found.order_by("-id")[:MOST_SHOWN]]
    return render(request, "notices.html", {"shown": shown})


@require_http_methods(["DELETE"])
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The user has seen it."""
    see_notice(user_of(request), notice_id, datetime.now(UTC))
    return HttpResponse(status=204)


def _words(notice: Notice) -> str:
    return gettext(SAYINGS[NoticeKind(notice.kind)]) % {
        "by": notice.by.get_short_name() if notice.by else "",
        "contact": notice.thread.contact.name,
    }
