"""Programs are kept running, and end together with all that they started."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chairside.local import supervisor as module
from chairside.local.leftovers import born, end_remembered, remember
from chairside.local.supervisor import Program, Supervisor
from tests.local.waiting import is_gone, until

# keeps a program until killed
KEEPER = """
import sys, time
from pathlib import Path
from chairside.local.supervisor import Program, Supervisor
place = Path(sys.argv[1])
program = Program("phones", ["sleep", "60"], {"PATH": "/bin:/usr/bin"}, place / "log")
Supervisor([program], print, place / "record").start()
print(program.process.pid, flush=True)
time.sleep(60)
"""


class Keeping:
    """A supervisor with one program, and what it said."""

    def __init__(self, place: Path, script: str) -> None:
        self.said: list[str] = []
        self.place = place
        self.program = Program("worker", ["sh", "-c", script], {"PATH": "/bin:/usr/bin"}, place / "log")
        self.supervisor = Supervisor([self.program], self.said.append, place / "record")

    @property
    def pid(self) -> int:
        assert self.program.process
        return self.program.process.pid

    def wrote(self, name: str) -> bool:
        return (self.place / name).exists() and bool((self.place / name).read_text())


@pytest.fixture
def keep(tmp_path, monkeypatch) -> Iterator:
    """Give a way to start a supervisor with one shell script, which is ended after the test."""
    monkeypatch.chdir(tmp_path)
    kept: list[Keeping] = []

    def start(script: str) -> Keeping:
        kept.append(Keeping(tmp_path, script))
        kept[-1].supervisor.start()
        return kept[-1]

    yield start
    for one in kept:
        one.supervisor.stop()


def test_what_dies_is_started_again_and_said(keep):
    one = keep("echo begun; sleep 60")
    one.program.pause = 0.01
    assert until(lambda: one.wrote("log"))
    first = one.pid
    one.program.process.kill()
    assert until(lambda: one.supervisor.look_after_all() or one.pid != first)
    assert one.said == [f"worker has ended; starting it again. Its log: {one.program.log}"]
    assert until(lambda: one.program.log.read_text() == "begun\nbegun\n")


def test_what_dies_again_and_again_is_given_ever_more_time(keep):
    one = keep("exit 1")
    one.program.pause = 0.02
    assert until(lambda: one.supervisor.look_after_all() or len(one.said) == 4)
    assert one.program.pause == pytest.approx(0.02 * 2**4)


def test_what_a_dead_program_left_behind_is_ended_before_it_starts_again(keep):
    one = keep("sleep 60 & echo $! > child; wait")
    assert until(lambda: one.wrote("child"))
    child = int((one.place / "child").read_text())
    one.program.process.kill()
    assert until(lambda: one.supervisor.look_after_all() or is_gone(child))


def test_the_end_reaches_what_programs_started(keep):
    one = keep("sleep 60 & echo $! > child; wait")
    assert until(lambda: one.wrote("child"))
    one.supervisor.stop()
    assert is_gone(one.pid)
    assert until(lambda: is_gone(int((one.place / "child").read_text())))
    assert not (one.place / "record").exists()


def test_a_program_that_will_not_end_is_ended_all_the_same(keep, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    one = keep("trap '' TERM; echo deaf; while :; do sleep 0.1; done")
    assert until(lambda: one.wrote("log"))
    began = time.monotonic()
    one.supervisor.stop()
    assert is_gone(one.pid)
    assert time.monotonic() - began < 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_programs_end_when_the_supervisor_is_killed(tmp_path):
    with subprocess.Popen([sys.executable, "-c", KEEPER, tmp_path], stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        pid = int(keeper.stdout.readline())
        keeper.send_signal(signal.SIGKILL)
    assert until(lambda: is_gone(pid))


def test_the_next_supervisor_ends_what_a_killed_one_left(keep, tmp_path):
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as leftover:
        remember(tmp_path / "record", [leftover.pid])
        keep("sleep 60")
        assert leftover.wait(2) == -signal.SIGTERM


def test_a_process_that_only_got_a_remembered_id_is_spared(tmp_path):
    record = tmp_path / "record"
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as innocent:
        record.write_text(json.dumps({innocent.pid: "another moment"}))
        end_remembered(record)
        assert born(innocent.pid) is not None
        innocent.kill()
    assert not record.exists()


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "7"])
def test_a_broken_record_is_no_obstacle(tmp_path, content):
    record = tmp_path / "record"
    record.write_text(content)
    end_remembered(record)
