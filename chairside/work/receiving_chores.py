"""What runs unasked for texts that come in, and how often."""

from datetime import UTC, datetime

from chairside.actions.pictures.fetch import fetch_pictures
from chairside.actions.restored.reconcile import reconcile
from chairside.actions.sweep_inbound import sweep_inbound
from chairside.carriers.media import MediaSource
from chairside.carriers.port import Carrier
from chairside.work.chores import Chore
from chairside.work.continuing import Continuing


def receiving_chores(carrier: Carrier, media: MediaSource, carrier_url: str, continuing: Continuing) -> list[Chore]:
    """Give the chores of receiving."""
    is_first = True

    async def sweep() -> None:
        nonlocal is_first
        # at start every number, since nobody knows for how long we were away
        await sweep_inbound(carrier, carrier_url, datetime.now(UTC), all_numbers=is_first)
        is_first = False

    async def fetch() -> None:
        while await fetch_pictures(media, carrier_url, datetime.now(UTC)):
            pass

    async def compare() -> None:
        await reconcile(carrier, carrier_url, datetime.now(UTC))

    return [
        Chore("is it the same database", 5.0, continuing.count_on),
        Chore("restored database against the carrier's lists", 10.0, compare),
        Chore("texts that never knocked", 20.0, sweep),
        Chore("pictures", 1.0, fetch),
    ]
