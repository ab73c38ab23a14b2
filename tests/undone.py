"""Tries that leave no trace."""

import contextlib
from collections.abc import Iterator

from django.db import transaction


class Undone(Exception):
    """Takes a try back."""


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Do it, and have the database as it was before."""
    with contextlib.suppress(Undone), transaction.atomic():
        yield
        raise Undone
