"""Fetch the pictures that wait, from the carrier's hosts alone, and keep them or say why not.

Each is claimed for a while, so that two workers never fetch the same; one that a killed worker held is
due again by itself.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import transaction

from chairside.actions.pictures.redraw import Drawing, Unfit, redraw
from chairside.carriers.media import MediaSource, Unfetchable, Why
from chairside.carriers.port import Account, CarrierFailure
from chairside.live.bell import ring_thread
from chairside.models import Attachment, AttachmentContent, AttachmentState, Message, TextNumber
from chairside.rules.pictures import LARGEST_FILE, Trouble, next_try

log = logging.getLogger(__name__)

MOST_AT_ONCE = 4
CLAIMED_FOR = timedelta(minutes=5)
TROUBLES = {Why.FOREIGN: Trouble.FOREIGN, Why.TOO_LARGE: Trouble.TOO_LARGE, Why.GONE: Trouble.GONE}


@dataclass(frozen=True, slots=True)
class Errand:
    """One picture to fetch."""

    attachment_id: UUID
    account: Account
    carrier_id: UUID | None
    position: int
    url: str

    def __repr__(self) -> str:
        return f"Errand({self.attachment_id})"


async def fetch_pictures(source: MediaSource, carrier_url: str, now: datetime) -> int:
    """Fetch what is due; give how many were asked for."""
    errands = await sync_to_async(_take)(carrier_url, now)
    await asyncio.gather(*(_fetch(errand, source, now) for errand in errands))
    return len(errands)


@transaction.atomic
def _take(carrier_url: str, now: datetime) -> list[Errand]:
    due = Attachment.objects.filter(state=AttachmentState.WAITING, due_at__lte=now).select_for_update(
        of=("self",), skip_locked=True
    )
    taken = list(due.select_related("message").order_by("due_at")[:MOST_AT_ONCE])
    for attachment in taken:
        Attachment.objects.filter(pk=attachment.pk).update(due_at=now + CLAIMED_FOR, tries=attachment.tries + 1)
    return [_errand(attachment, carrier_url) for attachment in taken]


def _errand(attachment: Attachment, carrier_url: str) -> Errand:
    number = TextNumber.objects.get(location_id=attachment.message.location_id)
    return Errand(
        attachment_id=attachment.pk,
        account=Account(number.account_sid, number.auth_token, number.previous_auth_token, api_url=carrier_url),
        carrier_id=attachment.message.carrier_id,
        position=attachment.position,
        url=attachment.url,
    )


async def _fetch(errand: Errand, source: MediaSource, now: datetime) -> None:
    try:
        content = await source.fetch(errand.account, errand.url or await _address(errand, source), LARGEST_FILE)
        drawing = await asyncio.to_thread(redraw, content)
    except Unfetchable as unfetchable:
        await sync_to_async(_give_up)(errand.attachment_id, TROUBLES[unfetchable.why], now)
    except Unfit as unfit:
        await sync_to_async(_give_up)(errand.attachment_id, unfit.trouble, now)
    except CarrierFailure as failure:
        log.warning("A picture could not be fetched yet: %s", failure)
        await sync_to_async(_try_later)(errand.attachment_id, now)
    else:
        await sync_to_async(_keep)(errand.attachment_id, drawing, now)


async def _address(errand: Errand, source: MediaSource) -> str:
    """Ask the carrier's list for a picture whose text was itself found in a list."""
    if errand.carrier_id is None:
        raise Unfetchable(Why.GONE)
    listed = await source.list_media(errand.account, errand.carrier_id)
    if errand.position >= len(listed):
        raise Unfetchable(Why.GONE)
    return listed[errand.position].url


@transaction.atomic
def _keep(attachment_id: UUID, drawing: Drawing, now: datetime) -> None:
    attachment = _still_waiting(attachment_id)
    if attachment is None:
        return
    AttachmentContent.objects.create(
        attachment=attachment,
        organization_id=attachment.organization_id,
        picture=drawing.picture,
        thumbnail=drawing.thumbnail,
    )
    _settle(
        attachment,
        now,
        state=AttachmentState.KEPT,
        content_type=drawing.content_type,
        width=drawing.width,
        height=drawing.height,
        url="",
    )


@transaction.atomic
def _give_up(attachment_id: UUID, trouble: Trouble, now: datetime) -> None:
    if attachment := _still_waiting(attachment_id):
        _settle(attachment, now, state=AttachmentState.FAILED, trouble=trouble, url="")


@transaction.atomic
def _try_later(attachment_id: UUID, now: datetime) -> None:
    attachment = _still_waiting(attachment_id)
    if attachment is None:
        return
    pause = next_try(attachment.tries)
    if pause is None:
        _settle(attachment, now, state=AttachmentState.FAILED, trouble=Trouble.UNREACHABLE, url="")
    else:
        Attachment.objects.filter(pk=attachment.pk).update(due_at=now + pause)


def _still_waiting(attachment_id: UUID) -> Attachment | None:
    waiting = Attachment.objects.select_for_update(of=("self",)).filter(state=AttachmentState.WAITING)
    return waiting.filter(pk=attachment_id).select_related("message").first()


def _settle(attachment: Attachment, now: datetime, **columns: object) -> None:
    message: Message = attachment.message
    Attachment.objects.filter(pk=attachment.pk).update(settled_at=now, due_at=None, **columns)
    ring_thread(message.location_id, message.thread_id)
