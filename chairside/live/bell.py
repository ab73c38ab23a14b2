"""Ring the bell: told at commit, and only if the transaction commits."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from chairside.live.changes import CHANGES, QUEUE, Change, Kind, pack


def ring(changes: Iterable[Change]) -> None:
    """Announce the changes of the running transaction to every process."""
    payloads = list(pack(changes))
    with connection.cursor() as cursor:
        for payload in payloads:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANGES, payload])


def ring_thread(location_id: UUID, thread_id: UUID) -> None:
    """Announce that one thread changed."""
    ring([Change(Kind.THREAD, location_id, thread_id)])


def wake_sender() -> None:
    """Tell the worker that a text waits in the send queue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [QUEUE])
