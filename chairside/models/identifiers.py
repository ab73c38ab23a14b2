"""Names of rows: UUID version 7, so that rows made later sort later."""

from datetime import UTC, datetime
from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """Make an id that sorts after every id that this process made before (RFC 9562)."""
    return uuid_utils.compat.uuid7()


def id_at(moment: datetime) -> UUID:
    """Make an id that sorts as if it had been made at `moment`, for records brought from elsewhere."""
    seconds = moment.astimezone(UTC).timestamp()
    whole = int(seconds)
    return uuid_utils.compat.uuid7(whole, int((seconds - whole) * 1_000_000_000))
