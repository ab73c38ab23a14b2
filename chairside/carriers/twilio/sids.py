"""Twilio's names of messages: two letters and 32 hexadecimal digits, which we keep as a UUID."""

import re
from uuid import UUID

SID = re.compile(r"(?:SM|MM)([0-9a-f]{32})", re.IGNORECASE | re.ASCII)


def sid_to_uuid(sid: str) -> UUID:
    """Read SM… or MM…; raise ValueError for anything else."""
    match = SID.fullmatch(sid)
    if match is None:
        raise ValueError("not the sid of a message")
    return UUID(hex=match[1])


def uuid_to_sid(carrier_id: UUID, prefix: str = "SM") -> str:
    """Write the sid under which Twilio knows the message."""
    return prefix + carrier_id.hex
