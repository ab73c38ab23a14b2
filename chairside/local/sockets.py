"""A directory for a Unix socket: short, for such paths end at some 104 bytes, and ours alone.

Its path is kept in a note, so that what a killed process left is removed by the next start.
"""

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "chairside-"


def replace_socket_directory(note: Path) -> Path:
    """Make a directory that only we may enter, in place of the one in the note."""
    remove_socket_directory(note)
    short = Path("/tmp")  # noqa: S108 - mkdtemp makes it fresh and ours
    place = short if os.access(short, os.W_OK) else Path(tempfile.gettempdir())
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    note.write_text(str(made))
    return made


def remove_socket_directory(note: Path) -> None:
    """Remove the directory in the note, if there is one, and the note."""
    if not note.exists():
        return
    noted = Path(note.read_text())
    if noted.name.startswith(PREFIX):
        shutil.rmtree(noted, ignore_errors=True)
    note.unlink(missing_ok=True)
