"""Killed (kill -9) at every point of sending, under every behaviour of the carrier: at most once, and never forgotten."""

import signal

import pytest

from chairside.failpoint import ANSWER_READ, ATTEMPT_COMMITTED, BYTES_SENT, CLAIMED, POINTS, SETTLED
from tests.faults.behaviours import BEHAVIOURS, Behaviour, End
from tests.faults.world import PARK, World, sql

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = 2  # of a behaviour at once: a batch is killed, not a single text


def kill_at(world: World, failpoint: str, behaviour: Behaviour) -> None:
    """Let a worker die at this point while the carrier behaves so."""
    threads = [world.contact() for _ in range(TEXTS)]
    world.order(*(line for thread in threads for line in behaviour.lines(thread.number)))
    for thread in threads:
        world.write(thread, behaviour)
    worker = world.work(failpoint)
    assert world.nursery.ended(worker, 40) == -signal.SIGKILL, f"{behaviour.name}: {failpoint} was not reached"
    sql(PARK)


def must_end(failpoint: str, behaviour: Behaviour) -> set[End]:
    """Give what may have become of a text whose worker died here; the batch's other texts may be further behind."""
    undisturbed = behaviour.end
    if failpoint == CLAIMED:
        return {undisturbed}
    if failpoint == ATTEMPT_COMMITTED:
        return {End.DOUBT}
    known = undisturbed if behaviour.takes else End.DOUBT
    # two calls were under way: the other may not have left yet, or its end was not written down
    others = {BYTES_SENT: {End.DOUBT}, ANSWER_READ: {End.DOUBT}, SETTLED: {End.DOUBT, known}}[failpoint]
    return {known if failpoint != SETTLED else undisturbed, *others}


def run(world: World, failpoint: str, behaviours: list[Behaviour]) -> None:
    for behaviour in behaviours:
        kill_at(world, failpoint, behaviour)
    # what was meant for the killed call is over, once there was one
    stays = [line for text in world.sent for line in text.behaviour.lines(text.phone)]
    world.order(*(line for line in stays if failpoint == CLAIMED or line.get("times") == "always"))
    world.quiet()
    for text in world.sent:
        end = world.end_of(text)
        assert end in must_end(failpoint, text.behaviour), f"{text.behaviour.name}, killed at {failpoint}: {end}"


@pytest.mark.parametrize("failpoint", POINTS)
def test_killed_at_a_point_of_sending(world, failpoint):
    run(world, failpoint, [one for one in BEHAVIOURS if one.quick])


@pytest.mark.faults
@pytest.mark.parametrize("failpoint", POINTS)
def test_killed_at_every_point_under_every_behaviour(world, failpoint):
    run(world, failpoint, BEHAVIOURS)


@pytest.mark.faults
def test_undisturbed_every_behaviour_ends_as_it_must(world):
    for behaviour in BEHAVIOURS:
        thread = world.contact()
        world.write(thread, behaviour)
    world.order(*(line for text in world.sent for line in text.behaviour.lines(text.phone)))
    world.quiet()
    for text in world.sent:
        assert world.end_of(text) == text.behaviour.end, text.behaviour.name
