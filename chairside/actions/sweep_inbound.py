"""Ask the carrier for the texts that never knocked: a lost webhook is not sent again by itself.

Each number's list is read from a while before the last look on; what is known by its MessageSid is
passed over, and a stranger's text leaves nothing, not even a count.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.db.models import Q

from chairside.actions.receive_messages import receive_messages
from chairside.actions.receiving.knock import Knock
from chairside.actions.receiving.lookups import known_texts
from chairside.carriers.port import Account, Carrier, CarrierFailure, CarrierText
from chairside.carriers.twilio.knocks import MARK, MOST_MEDIA, UNSTORABLE
from chairside.models import TextNumber

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
FIRST_LOOK = timedelta(days=1)
# for clocks that differ, and for texts that the carrier's list shows late
OVERLAP = timedelta(hours=1)
MOST = 5000
PER_TRANSACTION = 200
STEP = timedelta(milliseconds=1)


async def sweep_inbound(carrier: Carrier, carrier_url: str, now: datetime, *, all_numbers: bool = False) -> int:
    """Look at each number whose turn it is (or at all); give how many texts were taken in.

    A number whose list cannot be read keeps its turn.
    """
    found = 0
    for number in await sync_to_async(_whose_turn)(now, all_numbers=all_numbers):
        account = Account(number.account_sid, number.auth_token, number.previous_auth_token, api_url=carrier_url)
        try:
            texts = await carrier.list_texts(account, to_number=number.number, since=since(number, now), limit=MOST)
        except CarrierFailure as failure:
            log.warning("The carrier's list could not be read: %s", failure)
            continue
        if len(texts) == MOST:
            log.error("The carrier lists more than %d texts to a number; older ones may be missing", MOST)
        found += await sync_to_async(take_missed)(number, texts, now)
    return found


def since(number: TextNumber, now: datetime) -> datetime:
    """From when on the list is read; a clock that was ahead does not open a gap."""
    if number.swept_at is None:
        return now - FIRST_LOOK
    return min(number.swept_at, now) - OVERLAP


def take_missed(number: TextNumber, texts: Sequence[CarrierText], now: datetime) -> int:
    """Take in those of a number's texts (newest first) that nobody knows; give how many are new."""
    knocks = _knocks(number, [text for text in texts if text.is_inbound and text.to_number == number.number], now)
    known = known_texts([number.organization_id], knocks)
    missed = [knock for knock in knocks if knock.carrier_id not in known]
    stored = 0
    for start in range(0, len(missed), PER_TRANSACTION):
        fates = receive_messages(missed[start : start + PER_TRANSACTION], now)
        stored += sum(fate.is_kept for fate in fates)
    TextNumber.objects.filter(pk=number.pk).update(swept_at=now)
    return stored


def _whose_turn(now: datetime, *, all_numbers: bool) -> list[TextNumber]:
    due = Q() if all_numbers else Q(swept_at__isnull=True) | Q(swept_at__lte=now - EVERY) | Q(swept_at__gt=now)
    return list(TextNumber.objects.filter(due).exclude(account_sid="").order_by("id"))


def _knocks(number: TextNumber, texts: Sequence[CarrierText], now: datetime) -> list[Knock]:
    """Put the list in the order of writing; the carrier tells seconds only, so those of one second are spread."""
    knocks: list[Knock] = []
    last: datetime | None = None
    for text in reversed(texts):
        at = min(text.created_at, now)
        at = at if last is None or at > last else last + STEP
        last = at
        knocks.append(
            Knock(
                carrier_id=text.carrier_id,
                account_sid=number.account_sid,
                from_number=text.from_number,
                to_number=text.to_number,
                body=UNSTORABLE.sub(MARK, text.body),
                media_count=min(text.media_count, MOST_MEDIA),
                at=at,
                is_pulled=True,
            )
        )
    return knocks
