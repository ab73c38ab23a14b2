"""Log lines that tell what broke and where, never what was said to whom."""

import logging
import traceback
from types import TracebackType

Trouble = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Tells an exception by its kind and its place: its text may quote a row, and so a patient."""

    def formatException(self, ei: Trouble) -> str:  # noqa: N802 - the name that logging calls
        kind, _, place = ei
        if kind is None:
            return ""
        frames = "".join(traceback.format_tb(place))
        return f"{frames}{kind.__module__}.{kind.__qualname__}"
