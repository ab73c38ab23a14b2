"""A text that came in, as the rows that are written of it."""

from datetime import datetime

from chairside.actions.receiving.knock import Knock
from chairside.actions.receiving.rows import InboundRow, ThreadRow
from chairside.models import Attachment
from chairside.models.identifiers import id_at, new_id
from chairside.rules.inbound import Reading
from chairside.rules.order import place_in_time


def inbound_row(knock: Knock, thread: ThreadRow, reading: Reading, now: datetime) -> InboundRow:
    """Give the row of a text in its thread, at its place in time."""
    place = place_in_time(now, knock.at, thread.last_at)
    return InboundRow(
        pk=new_id() if place.sorts_at is None else id_at(place.sorts_at),
        thread=thread,
        body=knock.body.replace("\0", "\ufffd"),
        at=place.at,
        reading=reading,
        media_count=knock.media_count,
        carrier_id=knock.carrier_id,
    )


def attachments_of(knock: Knock, text: InboundRow, now: datetime) -> list[Attachment]:
    """Note each picture with its address; the carrier's list tells those that nobody has told yet."""
    return [
        Attachment(
            id=new_id(),
            organization_id=text.thread.organization_id,
            message_id=text.pk,
            position=place,
            url=knock.media[place].url if place < len(knock.media) else "",
            content_type=knock.media[place].content_type[:100] if place < len(knock.media) else "",
            due_at=now,
        )
        for place in range(knock.media_count)
    ]
