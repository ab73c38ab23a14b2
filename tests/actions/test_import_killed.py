"""A worker that is killed loses nothing and does nothing twice: whoever comes next carries the import on."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from chairside.actions.import_runs.bring_import import bring_import
from chairside.actions.import_runs.choose_columns import choose_columns
from chairside.actions.import_runs.purge_imports import purge_imports
from chairside.actions.import_runs.undo_import import undo_import
from chairside.models import ImportChange, ImportedRecord, ImportRow, Patient, Phone, PrimaryContactTerm
from chairside.rules.tables.columns import TableKind
from tests.actions.import_tables import carry, check, table, take_in

SIZE = 600  # two pieces in each phase
ROWS = [
    f"p{number},Ada,Low{number},,,(312) 555-01{number % 100:02d},,{f'p{number - 1}' if number % 2 else ''},"
    for number in range(SIZE)
]
PATIENCE = 30


@pytest.fixture
def worker():
    """Start the process that carries imports on; all of them are ended."""
    started = []

    def start() -> subprocess.Popen:
        parts = urlsplit(os.environ["DATABASE_URL"])
        url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "chairside.management.carrying"],
                stdin=subprocess.PIPE,
                env={**os.environ, "DATABASE_URL": url},
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def until(what):
    deadline = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


@pytest.fixture
def lock():
    """Hold a table so that a piece stops in its midst."""
    known = {"host", "port", "dbname", "user", "password"}
    given = {name: value for name, value in connection.get_connection_params().items() if name in known}
    with psycopg.connect(**given) as holder:

        def hold(table_name: str) -> psycopg.Connection:
            holder.execute(f"LOCK TABLE {table_name} IN EXCLUSIVE MODE")
            return holder

        yield hold
        holder.rollback()


def waits_for(table_name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table_name])
        return cursor.fetchone()[0] > 0


def is_whole():
    """Everybody once, with one phone, one open term, and one digest."""
    rows = (Patient.objects.count(), Phone.objects.count(), PrimaryContactTerm.objects.count())
    digests = ImportedRecord.objects.filter(kind="Patient").count()
    contacts = Patient.objects.exclude(primary_contact_id=None).filter(contact_for__isnull=False).distinct().count()
    return (*rows, digests, contacts) == (SIZE, SIZE, SIZE, SIZE, SIZE // 2)


def checked(cast):
    run = check(cast, table(*ROWS), now=datetime.now(UTC))
    bring_import(run)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("table_name", ["chairside_phone", "chairside_primarycontactterm"])
def test_killed_in_the_midst_of_a_piece_the_piece_is_as_if_it_had_never_begun(live_cast, worker, lock, table_name):
    run = checked(live_cast)
    holder = lock(table_name)
    process = worker()
    until(lambda: waits_for(table_name))
    kill(process)
    run.refresh_from_db()
    assert run.state == "bringing"
    brought = SIZE if run.phase else run.done
    assert Patient.objects.count() == ImportedRecord.objects.filter(kind="Patient").count() == brought
    holder.rollback()
    worker()
    until(lambda: type(run).objects.get(pk=run.pk).state == "brought")
    assert is_whole()


def test_killed_between_pieces_it_is_carried_on_where_it_was(live_cast, worker):
    run = checked(live_cast)
    process = worker()
    until(lambda: type(run).objects.get(pk=run.pk).done)
    kill(process)
    run.refresh_from_db()
    assert run.state == "bringing"
    assert Patient.objects.count() == (SIZE if run.phase else run.done)
    images = set(ImportChange.objects.values_list("row_id", flat=True))
    until(lambda: carry(run).state == "brought")
    assert is_whole()
    assert images <= set(ImportChange.objects.values_list("row_id", flat=True))


def test_killed_while_it_checks_the_report_is_the_same(live_cast, worker, lock):
    run = take_in(live_cast, table(*ROWS, ROWS[0]), now=datetime.now(UTC))
    choose_columns(run, TableKind.PATIENTS, run.columns)
    holder = lock("chairside_importproblem")
    process = worker()
    until(lambda: waits_for("chairside_importproblem"))
    kill(process)
    holder.rollback()
    # the killed worker's statement may hold the import for a moment longer
    until(lambda: carry(run).state == "checked")
    assert (run.state, run.counts["new"], run.counts["invalid"]) == ("checked", SIZE, 1)
    assert ImportRow.objects.count() == SIZE + 1


def test_killed_while_it_undoes_everything_is_still_undone(live_cast, worker, lock):
    run = checked(live_cast)
    run = carry(run, datetime.now(UTC))
    undo_import(run, by=live_cast.ben, now=datetime.now(UTC))
    holder = lock("chairside_phone")
    process = worker()
    until(lambda: waits_for("chairside_phone"))
    kill(process)
    assert is_whole()
    holder.rollback()
    worker()
    until(lambda: type(run).objects.get(pk=run.pk).state == "undone")
    assert not Patient.objects.exists()
    assert not ImportChange.objects.exists()


def test_two_workers_at_once_bring_everybody_once(live_cast, worker):
    run = checked(live_cast)
    worker()
    worker()
    until(lambda: type(run).objects.get(pk=run.pk).state == "brought")
    assert is_whole()


def test_a_worker_that_is_gone_takes_its_helper_with_it(live_cast, worker, lock):
    run = checked(live_cast)
    holder = lock("chairside_phone")
    process = worker()
    until(lambda: waits_for("chairside_phone"))
    process.stdin.close()
    assert process.wait(PATIENCE) == 1
    holder.rollback()
    assert type(run).objects.get(pk=run.pk).state == "bringing"
    assert purge_imports(datetime.now(UTC)) == 0
