"""A private PostgreSQL: nobody else gets in, nothing is lost, no death of anybody is in the way."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from chairside.local.binaries import NoPostgres, find_binaries
from chairside.local.postgres import PrivatePostgres
from chairside.local.unprivileged import find_runner
from tests.local.clusters import ask, cluster
from tests.local.waiting import is_gone, until

# starts a cluster and says which process it is, then waits to be killed
OWNER = """
import sys, time
from pathlib import Path
from tests.local.clusters import cluster
postgres = cluster(Path(sys.argv[1]))
postgres.start()
print(postgres.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePostgres]:
    """One running cluster for all tests that do not end it."""
    with cluster(tmp_path_factory.mktemp("shared")) as postgres:
        yield postgres


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[PrivatePostgres]:
    """A cluster of the test's own, not yet started."""
    own = cluster(tmp_path / "postgres")
    yield own
    own.stop()


def socket_of(postgres: PrivatePostgres) -> Path:
    return Path(unquote(urlsplit(postgres.url).netloc.partition("@")[2]))


def test_listens_on_no_network_address(shared):
    assert ask(shared, "SHOW listen_addresses") == ""


def test_only_its_owner_may_enter_the_directory_of_its_socket(shared):
    assert stat.S_IMODE(socket_of(shared).stat().st_mode) == 0o700


def test_the_socket_has_a_path_that_every_system_takes(shared):
    assert len(str(socket_of(shared) / ".s.PGSQL.5432")) < 100


def test_only_its_owner_may_enter_its_data(shared):
    assert stat.S_IMODE(shared.data.stat().st_mode) == 0o700


def test_finds_a_name_with_an_accent_in_any_case(shared):
    assert ask(shared, "SELECT lower('GARCÍA ÑANDÚ')") == "garcía ñandú"


def test_words_of_patients_do_not_reach_its_log(shared):
    ask(shared, "CREATE TABLE words (body text PRIMARY KEY)")
    ask(shared, "INSERT INTO words VALUES (%s)", "canary-in-the-mine")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(shared, "INSERT INTO words VALUES (%s)", "canary-in-the-mine")
    with pytest.raises(psycopg.errors.UndefinedTable):
        ask(shared, "SELECT 'canary-in-the-mine' FROM nothing")
    log = shared.log.read_text()
    assert "words_pkey" in log
    assert "canary" not in log


def test_keeps_its_data_over_a_stop_and_leaves_no_socket(postgres):
    postgres.start()
    ask(postgres, "CREATE TABLE kept AS SELECT 7 AS number")
    socket, pid = socket_of(postgres), postgres.pid
    postgres.stop()
    assert not socket.exists()
    assert is_gone(pid)
    postgres.start()
    assert ask(postgres, "SELECT number FROM kept") == 7


def test_a_killed_server_is_started_again_under_its_address(postgres):
    postgres.start()
    ask(postgres, "CREATE TABLE kept AS SELECT 7 AS number")
    address = postgres.url
    with psycopg.connect(address):  # a session that the killed server leaves behind
        os.kill(postgres.pid, signal.SIGKILL)
        assert until(postgres.has_ended)
        postgres.start()
    assert postgres.url == address
    assert ask(postgres, "SELECT number FROM kept") == 7


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_ends_when_its_owner_is_killed_and_the_next_start_works(postgres):
    owner = subprocess.Popen([sys.executable, "-c", OWNER, postgres.directory], stdout=subprocess.PIPE, text=True)
    with owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        owner.kill()
    assert until(lambda: is_gone(pid))
    left = Path((postgres.directory / "socket").read_text())
    assert left.exists()
    postgres.start()
    assert ask(postgres, "SELECT 1") == 1
    assert not left.exists()


def test_a_server_that_outlived_its_owner_is_ended_by_the_next_start(postgres, tmp_path):
    postgres.start()
    postgres.stop()
    # as on a system that tells children nothing: a server that belongs to nobody
    runner = find_runner(postgres.directory)
    program = find_binaries(postgres.data).program("postgres")
    socket = tmp_path / "s"
    socket.mkdir(mode=0o700)
    command = [*runner.prefix, program, "-D", postgres.data, "-c", "listen_addresses=", "-k", socket]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as leftover:
        assert until((socket / ".s.PGSQL.5432").exists)
        postgres.start()
        assert leftover.wait(5) == 0
    assert ask(postgres, "SELECT 1") == 1


def test_a_process_that_only_got_the_id_of_a_dead_server_is_spared(postgres):
    postgres.start()
    postgres.stop()
    with subprocess.Popen(["sleep", "60"]) as innocent:
        (postgres.data / "postmaster.pid").write_text(f"{innocent.pid}\n{postgres.data}\n1\n5432\n\n")
        postgres.start()
        assert innocent.poll() is None
        innocent.kill()
    assert ask(postgres, "SELECT 1") == 1


def test_data_of_a_version_that_is_not_there_is_refused_with_what_to_do(postgres):
    postgres.data.mkdir(parents=True)
    (postgres.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(NoPostgres, match=r"made by PostgreSQL 9\.6.*Install PostgreSQL 9\.6, or start anew"):
        postgres.start()


def test_a_start_that_cannot_succeed_says_where_to_look(tmp_path, monkeypatch):
    monkeypatch.setattr("chairside.local.postgres.PAUSE", 0.0)
    broken = PrivatePostgres(tmp_path, settings={"shared_buffers": "a lot"})
    with pytest.raises(NoPostgres, match=r"did not start; .*postgres\.log says why"):
        broken.start()
    assert "shared_buffers" in broken.log.read_text()
