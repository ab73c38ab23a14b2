"""Exit status 0 done, 1 failed, 2 wrong use or setting; one sentence instead of a traceback."""

import os
import subprocess
import sys

import pytest

VERBS = ["demo", "serve", "work", "simulator", "migrate", "import", "doctor", "user", "number"]
SECRET = "only-for-checks-and-tests-never-for-patients"
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run it as a process of its own, with these settings and no others."""
    environment = {"PATH": os.environ["PATH"], **settings}
    command = [sys.executable, "-m", "chairside", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)


def test_help_names_every_verb(chairside):
    outcome = chairside("--help")
    assert outcome.status == 0
    for verb in VERBS:
        assert verb in outcome.said


@pytest.mark.parametrize("verb", [[verb] for verb in VERBS] + [["user", "add"], ["user", "disable"]], ids=" ".join)
def test_every_verb_explains_itself(chairside, verb):
    assert chairside(*verb, "--help").status == 0


@pytest.mark.parametrize("words", [["dance"], ["import"], ["demo", "--port", "65535"], ["user", "add", "x"]])
def test_wrong_use_is_status_2(chairside, words):
    assert chairside(*words).status == 2


def test_every_missing_setting_is_named():
    done = run("migrate")
    assert done.returncode == 2
    assert "DATABASE_URL is not set" in done.stderr
    assert "CHAIRSIDE_SECRET_KEY is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named_with_what_would_do():
    done = run("work", DATABASE_URL="mysql://nobody@127.0.0.1/none", CHAIRSIDE_SECRET_KEY=SECRET)
    assert done.returncode == 2
    assert done.stderr.startswith("DATABASE_URL is wrong: must be a PostgreSQL address")


def test_a_database_that_is_away_is_told_in_one_sentence():
    done = run("user", "disable", "ana", DATABASE_URL=NO_DATABASE, CHAIRSIDE_SECRET_KEY=SECRET)
    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be reached")
    assert len(done.stderr.splitlines()) == 1


def test_a_port_that_is_taken_is_told_in_one_sentence(taken_port):
    done = run("serve", "--port", taken_port, DATABASE_URL=NO_DATABASE, CHAIRSIDE_SECRET_KEY=SECRET)
    assert done.returncode == 2
    assert (
        done.stderr == f"127.0.0.1:{taken_port} cannot be used: Address already in use. Choose another with --port.\n"
    )


def test_a_simulator_whose_port_is_taken_is_told_in_one_sentence(taken_port, tmp_path):
    done = run("simulator", "--port", taken_port, "--data", str(tmp_path))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Choose another --port" in done.stderr


@pytest.fixture
def taken_port():
    """A port on which somebody else listens."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield str(listener.getsockname()[1])
