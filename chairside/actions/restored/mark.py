"""The file beside the spool that remembers which database this machine works with, and how far it had counted."""

import json
from pathlib import Path
from uuid import UUID

from chairside.actions.spooling.files import write_durably
from chairside.rules.continuity import Mark

NAME = "continuity.json"


def read_mark(directory: Path) -> Mark | None:
    """Give what was written last; None where nothing was, or nothing that can be read."""
    try:
        told = json.loads((directory / NAME).read_bytes())
        return Mark(UUID(told["database"]), int(told["count"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_mark(directory: Path, mark: Mark) -> None:
    """Remember; raises OSError."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    (directory / NAME).with_suffix(".new").unlink(missing_ok=True)
    content = json.dumps({"database": str(mark.database), "count": mark.count})
    write_durably(directory / NAME, content.encode())
