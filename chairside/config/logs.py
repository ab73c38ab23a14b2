"""Log lines that tell what broke and where, never what was said to whom."""

import logging
import re
import traceback
from types import TracebackType

Trouble = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


SECRETS = re.compile(r"/(s|welcome|hooks)/[^/\s]+")
"""The parts of addresses that open something."""


class Discreet(logging.Formatter):
    """Tells an exception by its kind and place, for its text may quote a row; hides the secrets of addresses."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        return SECRETS.sub(r"/\1/…", super().formatMessage(record))

    def formatException(self, ei: Trouble) -> str:  # noqa: N802 - the name that logging calls
        kind, _, place = ei
        if kind is None:
            return ""
        frames = "".join(traceback.format_tb(place))
        return f"{frames}{kind.__module__}.{kind.__qualname__}"
