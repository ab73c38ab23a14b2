"""Patients' pictures: how a text shows them, and the pictures themselves, from behind a sandbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from chairside.models import Attachment, AttachmentContent, AttachmentState, Message
from chairside.rules.pictures import THUMBNAIL_SIDE, Trouble, words
from chairside.web.drawing import in_words
from chairside.web.found import location_or_404, thread_or_404

ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a text; `number` of `count`, the sizes are the small one's."""

    id: UUID
    state: str
    number: int
    count: int
    width: int
    height: int
    why: str


def pictures_of(messages: Iterable[Message]) -> dict[UUID, list[Picture]]:
    """Give the pictures of each text, with one question for all."""
    found: dict[UUID, list[Picture]] = defaultdict(list)
    ids = [message.pk for message in messages if message.media_count]
    if ids:
        counts = {message.pk: message.media_count for message in messages}
        for attachment in Attachment.objects.filter(message_id__in=ids).order_by("message_id", "position"):
            found[attachment.message_id].append(_picture(attachment, counts[attachment.message_id]))
    return found


@require_safe
def picture(request: HttpRequest, location_id: UUID, thread_id: UUID, picture_id: UUID) -> HttpResponse:
    """Show the picture as large as it is kept."""
    return _served(_content_or_404(request, location_id, thread_id, picture_id), is_small=False)


@require_safe
def thumbnail(request: HttpRequest, location_id: UUID, thread_id: UUID, picture_id: UUID) -> HttpResponse:
    """Show the small picture of the thread."""
    return _served(_content_or_404(request, location_id, thread_id, picture_id), is_small=True)


def _content_or_404(request: HttpRequest, location_id: UUID, thread_id: UUID, picture_id: UUID) -> AttachmentContent:
    found = thread_or_404(request, location_or_404(request, location_id), thread_id)
    contents = AttachmentContent.objects.filter(attachment__state=AttachmentState.KEPT)
    return get_object_or_404(contents.select_related("attachment"), pk=picture_id, attachment__message__thread=found)


def _served(content: AttachmentContent, *, is_small: bool) -> HttpResponse:
    attachment = content.attachment
    ending = ENDINGS[attachment.content_type]
    return HttpResponse(
        bytes(content.thumbnail if is_small else content.picture),
        content_type=attachment.content_type,
        headers={
            "Content-Security-Policy": SANDBOX,
            "Content-Disposition": f'inline; filename="picture-{attachment.position + 1}.{ending}"',
            "Cross-Origin-Resource-Policy": "same-origin",
            # a shared computer keeps no patient's picture
            "Cache-Control": "private, no-store",
        },
    )


def _picture(attachment: Attachment, count: int) -> Picture:
    width, height = _small(attachment.width, attachment.height)
    return Picture(
        id=attachment.pk,
        state=attachment.state,
        number=attachment.position + 1,
        count=count,
        width=width,
        height=height,
        why=in_words(words(Trouble(attachment.trouble))) if attachment.trouble else "",
    )


def _small(width: int, height: int) -> tuple[int, int]:
    """Give the small picture's size: the page keeps its place until it is there."""
    scale = min(1.0, THUMBNAIL_SIDE / 2 / max(width, height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))
