"""A directory of sealed files, one for each batch that was put aside, in the order in which they came.

Several processes may share it. A name is order, key and chance: 01791…-3f2a90c1-7be2.sealed. What
another key sealed, or what cannot be stored for a reason of its own, stays where an operator finds it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chairside.actions.spooling.files import flush_directory, write_durably
from chairside.actions.spooling.kept import Kept, read_kept, write_kept
from chairside.actions.spooling.seal import Seal, Unreadable

NAME = re.compile(r"(?P<order>\d{20})-(?P<key>[0-9a-f]{8})-[0-9a-f]{4}\.sealed")
REFUSED = "refused"
UNREADABLE = "unreadable"
# of requests that nobody could check yet: junk must not take the room of patients' texts
UNCHECKED_SHARE = 0.25
ABANDONED = 60.0  # seconds; an unfinished file that old has no writer any more
TRUSTED = 5.0  # seconds for which the counted size holds; other processes write here too


class SpoolUnwritable(Exception):
    """Nothing can be put aside; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class SpoolState:
    """What lies in the spool: how many files wait, of another key, refused, and unreadable."""

    waiting: int
    foreign: int
    refused: int
    unreadable: int
    size: int


class Spool:
    """Puts requests aside and gives them back, oldest first."""

    def __init__(self, directory: Path, secret: str, most_bytes: int) -> None:
        self.directory = directory
        self.most_bytes = most_bytes
        self._seal = Seal(secret)
        self._lock = threading.Lock()
        self._newest = 0
        self._size = 0
        self._measured_at = float("-inf")

    def open(self) -> None:
        """Make the directory ready and prove that it can be written; raises `SpoolUnwritable`."""
        try:
            for place in (self.directory, self.directory / REFUSED, self.directory / UNREADABLE):
                place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep_up()
            probe = self.directory / f"probe-{os.getpid()}-{secrets.token_hex(4)}"
            write_durably(probe, b"chairside")
            probe.unlink()
            self._newest = max((int(name[:20]) for name in self._names(None)), default=0)
        except OSError as error:
            raise SpoolUnwritable(
                f"The spool {self.directory} cannot be written: {error.strerror or error}. Without it texts would be "
                "lost while the database is away. Give a writable directory in CHAIRSIDE_SPOOL."
            ) from None

    def put(self, requests: Sequence[Kept]) -> None:
        """Put requests aside; when this returns they are on disk. Raises `SpoolUnwritable`."""
        sealed = self._seal.close(write_kept(requests))
        share = 1.0 if all(one.is_checked for one in requests) else UNCHECKED_SHARE
        with self._lock:
            if self._measure() + len(sealed) > self.most_bytes * share:
                raise SpoolUnwritable("The spool is full. Bring the database back, or raise CHAIRSIDE_SPOOL_MEGABYTES.")
            try:
                write_durably(self.directory / self._next_name(), sealed)
            except OSError as error:
                raise SpoolUnwritable(f"The spool cannot be written: {error.strerror or error}.") from None
            self._size += len(sealed)

    def waits(self) -> bool:
        """Whether something of our key waits to be taken in."""
        return bool(self._names(self._seal.name))

    def waiting(self) -> list[Path]:
        """Give the files of our key, oldest first."""
        return [self.directory / name for name in sorted(self._names(self._seal.name))]

    def read(self, file: Path) -> list[Kept]:
        """Give the requests of a file; raises `Unreadable`."""
        try:
            return read_kept(self._seal.open(file.read_bytes()))
        except (ValueError, KeyError, TypeError):
            raise Unreadable from None

    def done(self, file: Path) -> None:
        """Everything in the file is stored, or was not to be: let it go."""
        file.unlink(missing_ok=True)
        flush_directory(self.directory)
        self._measured_at = float("-inf")

    def set_aside_refused(self, requests: Sequence[Kept]) -> None:
        """Keep what the database takes in no form: somebody has to look."""
        write_durably(self.directory / REFUSED / self._next_name(), self._seal.close(write_kept(requests)))

    def set_aside_unreadable(self, file: Path) -> None:
        """Keep a damaged file out of the way."""
        file.rename(self.directory / UNREADABLE / file.name)
        flush_directory(self.directory)

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Hold the right to take in; gives whether it was free."""
        with (self.directory / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True

    def state(self) -> SpoolState:
        """Count what lies here."""
        ours, all_of_them = self._names(self._seal.name), self._names(None)
        return SpoolState(
            waiting=len(ours),
            foreign=len(all_of_them) - len(ours),
            refused=len(_files(self.directory / REFUSED)),
            unreadable=len(_files(self.directory / UNREADABLE)),
            size=_size(self.directory),
        )

    def _names(self, key: str | None) -> list[str]:
        found = (NAME.fullmatch(name) for name in os.listdir(self.directory))  # noqa: PTH208 - asked with every batch
        return [match[0] for match in found if match and key in {None, match["key"]}]

    def _next_name(self) -> str:
        # never before an older one, even if the clock was set back
        self._newest = max(time.time_ns(), self._newest + 1)
        return f"{self._newest:020}-{self._seal.name}-{secrets.token_hex(2)}.sealed"

    def _measure(self) -> int:
        if time.monotonic() - self._measured_at > TRUSTED:
            self._size, self._measured_at = _size(self.directory), time.monotonic()
        return self._size

    def _sweep_up(self) -> None:
        for place in (self.directory, self.directory / REFUSED):
            for left in place.glob("*.new"):
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - left.stat().st_mtime > ABANDONED:
                        left.unlink()


def _files(directory: Path) -> list[Path]:
    return [path for path in directory.glob("*.sealed") if path.is_file()]


def _size(directory: Path) -> int:
    total = 0
    for file in directory.rglob("*.sealed"):
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_size
    return total
