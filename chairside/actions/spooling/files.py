"""Files that are there whole or not at all, and stay when the power goes."""

import contextlib
import fcntl
import os
from pathlib import Path

# on a Mac only this makes the disk itself write
FULL = getattr(fcntl, "F_FULLFSYNC", None)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file of ours alone, on disk with its name when this returns; raises OSError and leaves nothing."""
    beside = path.with_suffix(".new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            _write_all(file.fileno(), content)
            _flush(file.fileno())
        beside.rename(path)
        flush_directory(path.parent)
    except OSError:
        for left in (beside, path):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        raise


def flush_directory(directory: Path) -> None:
    """Let the disk know which names there are."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _flush(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def _flush(descriptor: int) -> None:
    if FULL is not None:
        with contextlib.suppress(OSError):  # not every file system knows it
            fcntl.fcntl(descriptor, FULL)
            return
    os.fsync(descriptor)
