"""A request of the carrier that was put aside: as it came, with the moment and whether it was found genuine."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chairside.carriers.port import Envelope


@dataclass(frozen=True, slots=True)
class Kept:
    """One request; unless `is_checked`, its signature must still be looked at before anything of it counts."""

    at: datetime
    envelope: Envelope
    is_checked: bool


def write_kept(requests: Sequence[Kept]) -> bytes:
    """Write requests for the spool."""
    return json.dumps([_written(one) for one in requests], separators=(",", ":")).encode()


def read_kept(content: bytes) -> list[Kept]:
    """Read what `write_kept` wrote; raises ValueError, KeyError or TypeError for anything else."""
    return [_read(one) for one in json.loads(content)]


def _written(kept: Kept) -> dict[str, object]:
    envelope = kept.envelope
    return {
        "at": kept.at.isoformat(),
        "path": envelope.path,
        "query": envelope.query,
        "signature": envelope.signature,
        "body": base64.b64encode(envelope.body).decode(),
        "is_checked": kept.is_checked,
    }


def _read(one: dict[str, str]) -> Kept:
    envelope = Envelope(one["path"], one["query"], one["signature"], base64.b64decode(one["body"]))
    return Kept(datetime.fromisoformat(one["at"]), envelope, is_checked=bool(one["is_checked"]))
