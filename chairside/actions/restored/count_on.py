"""Count on, and notice when the database has gone back in time: then nothing may be sent."""

import logging
from datetime import datetime
from pathlib import Path
from typing import cast

from django.db import connection, transaction

from chairside.actions.restored.mark import read_mark, write_mark
from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Continuity, Location
from chairside.rules.continuity import Doubt, Mark, judge

log = logging.getLogger(__name__)


def count_on(directory: Path) -> int:
    """Compare the database with the file, count one further in both, and give the count.

    The database goes first: should we die in between, it is ahead, and nothing is held against it.
    """
    known = read_mark(directory)
    mark = _count(known)
    write_mark(directory, mark)
    return mark.count


@transaction.atomic
def _count(known: Mark | None) -> Mark:
    now = _database_time()
    Continuity.objects.bulk_create([Continuity(counted_at=now)], ignore_conflicts=True)
    found = Continuity.objects.select_for_update().get()
    doubt = judge(known, Mark(found.database, found.count), now - found.counted_at)
    if doubt and found.safe_since is None:
        _enter_safe_mode(found, doubt, now)
    reached = max(found.count, known.count if known and known.database == found.database else 0)
    Continuity.objects.update(count=reached + 1, counted_at=now)
    return Mark(found.database, reached + 1)


def _enter_safe_mode(found: Continuity, doubt: Doubt, now: datetime) -> None:
    log.error("The database is not the one that worked last (%s): nothing is sent. See: chairside restored", doubt)
    Continuity.objects.update(safe_since=now, doubt=doubt, remembers_until=found.counted_at, reconciled_at=None)
    ring(Change(Kind.RIGHTS, location_id=pk) for pk in Location.objects.values_list("pk", flat=True))


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [moment] = cast("tuple[datetime]", cursor.fetchone())
    return moment
