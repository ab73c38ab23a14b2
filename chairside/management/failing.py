"""Tell an operator what is wrong in one sentence, with the exit status that says whose move it is."""

import contextlib
import sys
from collections.abc import Iterator


class WrongUse(Exception):
    """The command, a setting or a place is wrong: the operator mends it. Exit status 2."""


class Failed(Exception):
    """The work could not be done. Exit status 1."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what an operator can mend into a sentence on standard error."""
    try:
        yield
    except WrongUse as wrong:
        _say(wrong, 2)
    except Failed as failed:
        _say(failed, 1)


def _say(error: Exception, status: int) -> None:
    print(error, file=sys.stderr)
    sys.exit(status)
