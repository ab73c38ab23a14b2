"""Whose fault is it when a text cannot be stored: its own, or ours?"""

from django.db import DataError, Error, IntegrityError

# what the database refuses a row for
POISON = (DataError, IntegrityError)


def is_ours(error: Exception) -> bool:
    """Whether the text may be taken later: the database is away, locked, full, or not yet in this version's form."""
    return isinstance(error, Error) and not isinstance(error, POISON)
