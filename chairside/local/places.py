"""The data directory of a demo: is it ours, may we write there, is somebody else in it; and free ports."""

import contextlib
import fcntl
import os
import shutil
import socket
from pathlib import Path
from typing import IO

MARK = "chairside-demo"


class WrongPlace(Exception):
    """A directory or port that cannot be used; the text says why and what to do."""


def prepare(directory: Path) -> IO[str]:
    """Make the data directory ready and give the lock on it; it is held as long as the file is open.

    Raises `WrongPlace`.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        strangers = [path for path in directory.iterdir() if path.name != MARK]
        if strangers and not (directory / MARK).exists():
            raise WrongPlace(f"{directory} is not empty and was not made by Chairside. Choose another with --data.")
        # root's PostgreSQL may have to be another user, who must pass through to its own directory
        directory.chmod(0o711 if os.geteuid() == 0 else 0o700)
        lock = (directory / MARK).open("w")
    except OSError as error:
        raise WrongPlace(
            f"{directory} cannot be used: {error.strerror}. Choose another directory with --data."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise WrongPlace(
            f"A practice is already running in {directory}. End it first, or choose another with --data."
        ) from None
    return lock


def empty(directory: Path) -> None:
    """Remove all that a practice left, but for the lock."""
    for path in directory.iterdir():
        if path.name == MARK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def ports(wanted: int) -> tuple[int, int, int]:
    """Give the ports of web, simulator and intake: N, N+1 and N+2, or free ones for 0. Raises `WrongPlace`."""
    if wanted == 0:
        with contextlib.ExitStack() as held:
            web, phones, intake = (_held(held, 0) for _ in range(3))
            return web, phones, intake
    with contextlib.ExitStack() as held:
        for port in (wanted, wanted + 1, wanted + 2):
            try:
                _held(held, port)
            except OSError as error:
                raise WrongPlace(
                    f"Port {port} cannot be used: {error.strerror}. Choose another with --port, or 0 for a free one."
                ) from None
            except OverflowError:
                raise WrongPlace(f"Port {port} does not exist. Choose one below 65535.") from None
    return wanted, wanted + 1, wanted + 2


def _held(held: contextlib.ExitStack, port: int) -> int:
    listener = held.enter_context(socket.socket())
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return int(listener.getsockname()[1])
