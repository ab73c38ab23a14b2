"""The demo as whoever tries it meets it: ready, described, alone in its place, gone when told, back after a kill."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.waiting import is_gone, until

OURS = ("DATABASE_URL", "CHAIRSIDE_")


def command(data: Path, *more: str) -> dict:
    """Give how a demo is started: the command, and an environment without the tests' settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    arguments = [sys.executable, "-m", "chairside", "demo", "--port", "0", "--data", str(data), *more]
    return {"args": arguments, "env": environment, "text": True, "stdin": subprocess.DEVNULL}


class Demo:
    """A demo that runs in a directory."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.lines: list[str] = []
        began = time.monotonic()
        self.process = subprocess.Popen(**command(data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("Chairside is ready:"):
                break
        self.seconds = time.monotonic() - began

    @property
    def described(self) -> dict:
        return json.loads((self.data / "demo.json").read_text())

    @property
    def pids(self) -> list[int]:
        """Every process of it, its own first."""
        programs = [int(pid) for pid in json.loads((self.data / "processes.json").read_text())]
        server = int((self.data / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        return [self.process.pid, *programs, server]

    def end(self, number: signal.Signals = signal.SIGINT) -> None:
        self.process.send_signal(number)
        self.process.communicate(timeout=10)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of all tests here: one practice, used in turn."""
    return tmp_path_factory.mktemp("demo") / "practice"


@pytest.fixture(scope="module")
def first(place) -> Iterator[Demo]:
    """A demo that was started in a new directory; one of the tests kills it."""
    demo = Demo(place)
    yield demo
    demo.end(signal.SIGTERM)


def test_the_last_line_says_that_it_is_ready_and_where(first):
    assert first.lines[-1] == f"Chairside is ready: {first.described['web']}"


def test_web_and_phones_answer_once_it_says_ready(first):
    for address in (first.described["web"], first.described["simulator"]):
        with urllib.request.urlopen(address, timeout=5) as answer:
            assert answer.status == 200


def test_the_sign_ins_are_printed(first):
    printed = "\n".join(first.lines)
    for sign_in in first.described["sign_ins"]:
        assert sign_in["username"] in printed
    assert "chairside-demo" in printed


def test_the_description_for_scripts_is_whole(first):
    assert {one["username"] for one in first.described["sign_ins"]} == {"reception", "manager", "provider", "other"}
    for location in first.described["locations"]:
        assert all(location[name] for name in ("id", "name", "text_number", "account_sid", "auth_token"))
        assert location["webhook_urls"]["messages"].startswith(first.described["web"])
        assert location["nobody"]["number"].startswith("+1")
    downtown = next(one for one in first.described["locations"] if one["name"] == "Downtown")
    assert len({contact["number"] for contact in downtown["contacts"]}) == 3
    assert downtown["opted_out"]["number"]


def test_nobody_else_may_read_its_secrets(first):
    for name in ("demo.json", "numbers.json", "secret_key"):
        assert stat.S_IMODE((first.data / name).stat().st_mode) == 0o600
    for name in ("logs", "postgres", "simulator"):
        assert stat.S_IMODE((first.data / name).stat().st_mode) == 0o700


def test_its_settings_open_it_to_the_other_commands(first):
    written = first.data / "environment"
    assert written.stat().st_mode & 0o777 == 0o600
    done = subprocess.run(
        ["sh", "-c", f'. "{written}" && exec "{sys.executable}" -m chairside doctor'],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_second_demo_in_the_same_place_is_refused(first):
    done = subprocess.run(**command(first.data), capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"A practice is already running in {first.data}.")


def test_after_a_kill_of_everything_it_starts_with_its_data_and_ends_in_time(first):
    known = [location["id"] for location in first.described["locations"]]
    for pid in first.pids:
        os.kill(pid, signal.SIGKILL)
    again = Demo(first.data)
    assert [location["id"] for location in again.described["locations"]] == known
    pids = again.pids
    began = time.monotonic()
    again.end()
    assert again.process.returncode == 0
    assert time.monotonic() - began < 5
    assert until(lambda: all(is_gone(pid) for pid in pids), 1)


def test_data_of_another_postgresql_is_refused_with_what_to_do(tmp_path):
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    (tmp_path / "chairside-demo").touch()
    done = subprocess.run(**command(tmp_path), capture_output=True, check=False)
    assert done.returncode == 2
    assert "was made by PostgreSQL 14" in done.stderr
    assert "--fresh" in done.stderr


def test_fresh_forgets_nothing_that_is_not_its_own(tmp_path):
    (tmp_path / "thesis.txt").write_text("the only copy")
    done = subprocess.run(**command(tmp_path, "--fresh"), capture_output=True, check=False)
    assert done.returncode == 2
    assert (tmp_path / "thesis.txt").read_text() == "the only copy"
