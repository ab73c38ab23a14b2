"""The way out: a worker that lives, and a queue that moves."""

from collections.abc import Iterator

from chairside.management.examining.finding import Finding, well, wrong

SILENCE = 30.0  # seconds
LONGEST_WAIT = 300.0  # seconds


def findings() -> Iterator[Finding]:
    """Ask once for both."""
    from chairside.models.past_the_pool import past_the_pool
    from chairside.models.workload import Workload, workload

    with past_the_pool() as cursor:
        found: Workload = workload(cursor)
    yield worker(found.heartbeats.get("worker"))
    yield queue(
        sum(one.waiting for one in found.queues.values()),
        max(one.oldest for one in found.queues.values()),
        found.attempts_unknown,
    )


def worker(age: float | None) -> Finding:
    """Without its sign of life no text leaves; `age` in seconds."""
    if age is None or age > SILENCE:
        seen = "never seen" if age is None else f"last seen {int(age)} s ago"
        return wrong("worker", seen, "Start `chairside work`; without it no text leaves.")
    return well("worker", f"alive {int(age)} s ago")


def queue(waiting: int, oldest: float, unknown: int) -> Finding:
    """Texts may wait for a moment that was set for them, but not past it."""
    told = f"{waiting} wait, {unknown} of unknown outcome"
    if oldest > LONGEST_WAIT:
        told = f"{told}, the oldest has been due for {int(oldest / 60)} min"
        remedy = "Look whether a number is paused or the carrier refuses; the worker's log says."
        return wrong("send queue", told, remedy)
    return well("send queue", told)
