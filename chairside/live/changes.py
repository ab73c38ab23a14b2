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


NAMES = ("location", "thread", "user", "appointment", "patient", "import")


class Kind(StrEnum):
    """What happened."""

    THREAD = "thread"  # its texts, its read state, or whether it may be written to
    TYPING = "typing"
    APPOINTMENT = "appointment"  # made, moved, or of another status; `user_id` is who did it
    PATIENT = "patient"  # the record, its phones, preference or contact
    TASK = "task"  # something to do came, or was done
    NOTICE = "notice"  # something to be told to `user_id`, or seen by them, wherever they look
    STATEMENT = "statement"  # a statement was made, went out, was seen or taken back
    IMPORT = "import"  # how far a file is that is being brought
    RIGHTS = "rights"  # what a user may see has changed, or the user may no longer sign in


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `user_id` is who types, who did it, or whose rights changed."""

    kind: Kind
    location_id: UUID | None = None
    thread_id: UUID | None = None
    user_id: UUID | None = None
    appointment_id: UUID | None = None
    patient_id: UUID | None = None
    import_id: UUID | None = None

    def ids(self) -> dict[str, str]:
        """Give the ids that there are, as text, for the wire."""
        return {name: str(value) for name in NAMES if (value := getattr(self, f"{name}_id")) is not None}


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
            *(UUID(change[name]) if name in change else None for name in NAMES),
        )
        for change in json.loads(payload)
    ]
