"""A worker that sleeps (SIGSTOP) and wakes long afterwards sends nothing that is no longer its own."""

import os
import signal
import time
from pathlib import Path

import pytest

from chairside.failpoint import ATTEMPT_COMMITTED, CLAIMED
from tests.faults.behaviours import BEHAVIOURS, End
from tests.faults.world import TIME_GOES_BY, sql

pytestmark = pytest.mark.django_db(transaction=True)
ACCEPTS = BEHAVIOURS[0]


@pytest.mark.parametrize("point", [CLAIMED, ATTEMPT_COMMITTED])
def test_it_wakes_when_another_worker_has_taken_over(world, point):
    text = world.write(world.contact(), ACCEPTS)
    sleeper = world.work(f"{point}:stop")
    wait_until_stopped(sleeper)
    sql(TIME_GOES_BY)
    time.sleep(1.2)  # for longer than a hand-over stays fresh
    other = world.work()
    time.sleep(0.5)
    os.kill(sleeper, signal.SIGCONT)
    time.sleep(0.5)
    world.nursery.kill(other, signal.SIGTERM)
    world.nursery.kill(sleeper, signal.SIGTERM)
    world.quiet()
    assert world.end_of(text) == End.ARRIVES
    assert len(world.ledger()) == 1


def test_it_wakes_when_somebody_has_sent_the_text_again(world):
    from datetime import UTC, datetime

    from chairside.actions.send_again import send_again
    from chairside.models import Message

    text = world.write(world.contact(), ACCEPTS)
    sleeper = world.work(f"{ATTEMPT_COMMITTED}:stop")
    wait_until_stopped(sleeper)
    other = world.work()
    deadline = time.monotonic() + 10
    while Message.objects.get(pk=text.message_id).status != "not_confirmed":
        sql(TIME_GOES_BY)
        assert time.monotonic() < deadline
        time.sleep(0.1)
    send_again(world.cast.ana, Message.objects.select_related("thread").get(pk=text.message_id), datetime.now(UTC))
    time.sleep(1.2)
    os.kill(sleeper, signal.SIGCONT)
    time.sleep(0.5)
    world.nursery.kill(sleeper, signal.SIGTERM)
    world.nursery.kill(other, signal.SIGTERM)
    world.quiet()
    assert len(world.ledger()) == 1
    assert Message.objects.get(pk=text.message_id).status == "failed"


def wait_until_stopped(pid):
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "T":
        assert time.monotonic() < deadline, "it did not come to its point"
        time.sleep(0.01)


def test_what_it_has_locked_is_free_for_others(world):
    """Stopped inside a transaction it holds its number; the database does not wait for it."""
    text = world.write(world.contact(), ACCEPTS)
    sleeper = world.work("chosen:stop")
    wait_until_stopped(sleeper)
    other = world.work()
    deadline = time.monotonic() + 8
    while not world.ledger():
        assert time.monotonic() < deadline, "the other worker waits for the one that sleeps"
        time.sleep(0.1)
    os.kill(sleeper, signal.SIGCONT)
    world.nursery.kill(other, signal.SIGTERM)
    world.nursery.kill(sleeper, signal.SIGTERM)
    world.quiet()
    assert world.end_of(text) == End.ARRIVES
