"""Let the database keep an image of every row that is changed, so that it can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from chairside.models import ImportRun


@contextmanager
def kept_for_undo(run: ImportRun) -> Iterator[None]:
    """Keep images of what is changed inside, for this import (migrations/0018_import_images.py)."""
    _say(str(run.pk))
    yield
    # not in a `finally`: after a failure the transaction ends, and what it said with it
    _say("")


def _say(run: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chairside.import_run', %s, true)", [run])
