"""What may befall texts that come in: processes killed, the database away, the spool, a backup restored."""

import os
import shutil
import signal
import time
import uuid
from pathlib import Path

import psycopg
import pytest

from tests.faults.office import Office, assert_true_to_the_ledger, load

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("office") / "data")
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def no_faults(office):
    yield
    office.faults()


def test_the_same_webhook_five_times_at_once_is_one_message_and_one_notification(office):
    phone, body = office.phones[0], f"five times {uuid.uuid4()}"
    before = office.rows("SELECT sum(unread) FROM chairside_thread WHERE number = %s", [phone])
    with psycopg.connect(office.environment["DATABASE_URL"], autocommit=True) as listening:
        listening.execute("LISTEN chairside_changes")
        office.faults({"on": "inbound", "then": {"copies": 5}})
        assert office.text(phone, body) == 204
        rings = list(listening.notifies(timeout=2))
    assert office.stored()[phone].count(body) == 1
    assert len(rings) == 1
    after = office.rows("SELECT sum(unread) FROM chairside_thread WHERE number = %s", [phone])
    assert after[0][0] == (before[0][0] or 0) + 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["killed", "restarted"])
def test_a_database_that_goes_away_under_load_loses_nothing_acknowledged(office, number):
    with load(office, f"database {number.name}") as texting:
        for _ in range(2):
            time.sleep(3)
            office.kill_database(number)
            time.sleep(1)
            office.until(lambda: office.rows("SELECT 1"))
        time.sleep(2)
    assert_true_to_the_ledger(office, texting)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_a_door_that_goes_away_under_load_loses_nothing_acknowledged(office, number):
    with load(office, f"door {number.name}") as texting:
        for _ in range(2):
            office.until(office.door_answers)
            time.sleep(2)
            office.kill_door(number)
        office.until(office.door_answers)
        time.sleep(2)
    assert_true_to_the_ledger(office, texting)


def test_a_door_killed_while_the_database_is_away_loses_nothing_acknowledged(office):
    with load(office, "both") as texting:
        office.until(office.door_answers)
        time.sleep(2)
        stopped = frozen_backends(office)
        time.sleep(7)
        office.kill_door()
        office.until(office.door_answers)
        time.sleep(2)
        thaw(stopped)
        time.sleep(3)
    assert_true_to_the_ledger(office, texting)


def test_a_frozen_database_keeps_nobody_waiting_for_long(office):
    office.until(office.door_answers)
    stopped = frozen_backends(office)
    try:
        began = time.monotonic()
        assert office.text(office.phones[0], f"frozen {uuid.uuid4()}") == 204
        assert time.monotonic() - began < 12
    finally:
        thaw(stopped)
    office.until(lambda: not office.waiting())


def test_lost_webhooks_are_pulled_when_the_worker_starts_and_strangers_leave_no_trace(office):
    canary, stranger = f"CANARY{uuid.uuid4().hex}", "+13125550177"
    body = f"lost {uuid.uuid4()}"
    office.faults({"on": "inbound", "times": 2, "then": {"lose": True}})
    assert office.text(office.phones[1], body) == 0
    assert office.text(stranger, canary) == 0
    office.kill_worker()
    office.until(lambda: office.stored()[office.phones[1]].count(body) == 1)
    assert traces(office, canary, stranger) == []


def test_a_stranger_who_texts_while_the_database_is_away_leaves_no_byte(office):
    canary, stranger = f"CANARY{uuid.uuid4().hex}", "+13125550178"
    office.kill_database()
    answered = office.text(stranger, canary)
    assert answered == 204
    office.until(lambda: office.rows("SELECT 1"))
    office.until(lambda: not office.waiting())
    assert traces(office, canary, stranger) == []


def test_a_restored_backup_sends_nothing_until_somebody_confirms(office, tmp_path):
    office.stop()
    shutil.copytree(office.data / "postgres" / "data", tmp_path / "backup", symlinks=True)
    office.start()
    body = f"after the backup {uuid.uuid4()}"
    assert office.text(office.phones[2], body) == 204
    time.sleep(12)  # the database counts on, and the file beside the spool with it
    office.stop()
    restore(tmp_path / "backup", office.data / "postgres" / "data")
    office.start()
    office.until(lambda: office.rows("SELECT FROM chairside_continuity WHERE safe_since IS NOT NULL"))
    # what the backup forgot is taken in from the carrier's list, and nothing is claimed meanwhile
    office.until(lambda: office.stored()[office.phones[2]].count(body) == 1)
    office.until(lambda: office.rows("SELECT FROM chairside_continuity WHERE reconciled_at IS NOT NULL"))
    assert office.rows("SELECT FROM chairside_continuity WHERE safe_since IS NULL") == []


def restore(backup: Path, data: Path) -> None:
    owner = data.stat()
    shutil.rmtree(data)
    shutil.copytree(backup, data, symlinks=True)
    for path in [data, *data.rglob("*")]:
        shutil.chown(path, owner.st_uid, owner.st_gid)


def frozen_backends(office) -> list[int]:
    """Freeze every process of the database, and give their ids."""
    first = int((office.data / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    pids = [first] + [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if readable(path).rpartition(")")[2].split()[1:2] == [str(first)]
    ]
    for pid in pids:
        tell(pid, signal.SIGSTOP)
    return pids


def thaw(pids: list[int]) -> None:
    for pid in pids:
        tell(pid, signal.SIGCONT)


def readable(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def tell(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def traces(office, *canaries: str) -> list[str]:
    """Name the files of the practice that hold one of these, once the database has written all that it knows."""
    with psycopg.connect(office.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
    files = [path for path in office.data.rglob("*") if path.is_file() and "simulator" not in path.parts]
    return [str(path) for path in files for canary in canaries if canary.encode() in path.read_bytes()]
