"""Names of rows: UUID version 7, so that rows made later sort later."""

import secrets
from datetime import datetime
from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """Make an id that sorts after every id that this process made before (RFC 9562)."""
    return uuid_utils.compat.uuid7()


def id_at(moment: datetime) -> UUID:
    """Make an id that sorts as if it had been made at `moment`, for records brought from elsewhere.

    RFC 9562, section 5.7: 48 bits of milliseconds, then version, randomness, variant, randomness.
    """
    milliseconds = int(moment.timestamp() * 1000)
    noise = secrets.randbits(74)
    return UUID(int=milliseconds << 80 | 7 << 76 | (noise >> 62) << 64 | 2 << 62 | noise & (1 << 62) - 1)
