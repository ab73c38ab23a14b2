"""Wait for what other processes do."""

import time
from collections.abc import Callable

from chairside.local.leftovers import born


def until(is_so: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it becomes so in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def is_gone(pid: int) -> bool:
    """Whether no living process has this id; one that nobody has buried yet is gone too."""
    return born(pid) is None
