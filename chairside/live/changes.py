"""What a ring of the bell says: which thread of which location changed, and in what way."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

CHANGES = "chairside_changes"
QUEUE = "chairside_queue"

# PostgreSQL takes payloads of under 8,000 bytes; one change is about 150
PER_RING = 40


class Kind(StrEnum):
    """What happened."""

    THREAD = "thread"  # its texts, its read state, or whether it may be written to
    TYPING = "typing"
    RIGHTS = "rights"  # what a user may see has changed, or the user may no longer sign in


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `user_id` is who types, or whose rights changed."""

    kind: Kind
    location_id: UUID | None = None
    thread_id: UUID | None = None
    user_id: UUID | None = None

    def ids(self) -> dict[str, str]:
        """Give the ids that there are, as text, for the wire."""
        named = {"location": self.location_id, "thread": self.thread_id, "user": self.user_id}
        return {name: str(value) for name, value in named.items() if value is not None}


def pack(changes: Iterable[Change]) -> Iterator[str]:
    """Write changes as few payloads, each within what one notification carries."""
    wire = [{"kind": change.kind.value, **change.ids()} for change in dict.fromkeys(changes)]
    for start in range(0, len(wire), PER_RING):
        yield json.dumps(wire[start : start + PER_RING], separators=(",", ":"))


def unpack(payload: str) -> list[Change]:
    """Read what `pack` wrote."""
    return [
        Change(
            Kind(change["kind"]),
            *(UUID(change[name]) if name in change else None for name in ("location", "thread", "user")),
        )
        for change in json.loads(payload)
    ]
