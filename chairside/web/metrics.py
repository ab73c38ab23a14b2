"""What Prometheus reads: figures of this process, and of the whole house as the database sees it.

No label ever holds a name, a number, a text or an id: only words of this file and of the rules.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from functools import cache

from asgiref.typing import ASGISendCallable, ASGISendEvent
from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chairside.actions.spooling.spool import Spool
from chairside.models.past_the_pool import past_the_pool
from chairside.models.workload import Workload, workload

REGISTRY = CollectorRegistry(auto_describe=False)
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

REQUESTS = Histogram(
    "chairside_request_seconds",
    "Seconds from a request to the last byte of its answer, by door and kind of answer.",
    ("door", "answer"),
    registry=REGISTRY,
    buckets=SECONDS,
)
INBOUND = Counter(
    "chairside_inbound_texts", "Texts that came in, by what became of them.", ["outcome"], registry=REGISTRY
)
REPORTS = Counter(
    "chairside_status_reports", "Status reports that came in, by what became of them.", ["outcome"], registry=REGISTRY
)
FORGED = Counter("chairside_forged_knocks", "Knocks at a webhook whose signature was wrong.", registry=REGISTRY)
PUT_ASIDE = "put aside"
"""The outcome of what went into the spool: its real one follows once the database is back."""

STREAMS = Gauge("chairside_streams_open", "Live streams that this process holds open.", registry=REGISTRY)


@contextlib.asynccontextmanager
async def timed(door: str, send: ASGISendCallable) -> AsyncIterator[ASGISendCallable]:
    """Time one request; gives the `send` to answer it with. Unanswered ones count as such."""
    began = time.perf_counter()
    kind = "none"

    async def watched(event: ASGISendEvent) -> None:
        nonlocal kind
        if event["type"] == "http.response.start":
            kind = kind_of(event["status"])
        await send(event)

    try:
        yield watched
    finally:
        of_requests(door, kind).observe(time.perf_counter() - began)


def kind_of(status: int) -> str:
    """Give the kind of an answer as the figures name it, "2xx"."""
    return f"{status // 100}xx"


@cache
def of_requests(door: str, kind: str) -> Histogram:
    """Give the seconds of this door's requests that were answered like this ("none": not at all)."""
    return REQUESTS.labels(door, kind)


@cache
def of_texts(outcome: str) -> Counter:
    """Give the count of texts that came in with this outcome: looking a label up costs more than counting."""
    return INBOUND.labels(outcome)


@cache
def of_reports(outcome: str) -> Counter:
    """Give the count of status reports with this outcome."""
    return REPORTS.labels(outcome)


class HouseFigures(Collector):
    """What the database tells, asked anew each time; a database that does not answer is itself a figure."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from pool_figures()
        yield from spool_figures()
        found = None
        with contextlib.suppress(DatabaseError), past_the_pool() as cursor:
            found = workload(cursor)
        yield one("chairside_database_up", "Whether the database answers this process.", int(found is not None))
        if found:
            yield from workload_figures(found)


def exposition() -> bytes:
    """Write all figures in Prometheus' text format."""
    return generate_latest(REGISTRY)


def pool_figures() -> Iterator[GaugeMetricFamily]:
    """Tell of the connections that this process keeps to the database."""
    figures = connection.pool.get_stats() if connection.pool else {}  # type: ignore[attr-defined]
    family = GaugeMetricFamily("chairside_database_pool", "Database connections of this process.", labels=["state"])
    family.add_metric(["open"], figures.get("pool_size", 0))
    family.add_metric(["idle"], figures.get("pool_available", 0))
    family.add_metric(["most"], figures.get("pool_max", 0))
    yield family
    waiting = figures.get("requests_waiting", 0)
    yield one("chairside_database_pool_waiting", "Who waits for a database connection now.", waiting)


def spool_figures() -> Iterator[GaugeMetricFamily]:
    """Tell what lies in this machine's spool."""
    try:
        state = Spool(settings.SPOOL, settings.SECRET_KEY, settings.SPOOL_BYTES).state()
    except OSError:  # this machine has none: only where webhooks come in there is one
        return
    family = GaugeMetricFamily("chairside_spool_files", "Files of this machine's spool.", labels=["state"])
    for name in ("waiting", "foreign", "refused", "unreadable"):
        family.add_metric([name], getattr(state, name))
    yield family
    yield one("chairside_spool_bytes", "How much lies in this machine's spool.", state.size)


def workload_figures(found: Workload) -> Iterator[GaugeMetricFamily]:
    """Tell what waits in the house."""
    waiting = GaugeMetricFamily("chairside_queue_texts", "Texts that wait to be sent.", labels=["lane"])
    oldest = GaugeMetricFamily(
        "chairside_queue_oldest_seconds", "How long the oldest text that is due has waited.", labels=["lane"]
    )
    for lane, queue in found.queues.items():
        waiting.add_metric([lane.name.lower()], queue.waiting)
        oldest.add_metric([lane.name.lower()], queue.oldest)
    attempts = GaugeMetricFamily("chairside_attempts_open", "Hand-overs without an outcome.", labels=["state"])
    attempts.add_metric(["in_flight"], found.attempts_in_flight)
    attempts.add_metric(["unknown"], found.attempts_unknown)
    beats = GaugeMetricFamily(
        "chairside_heartbeat_age_seconds", "Since a process that works unseen gave a sign of life.", labels=["process"]
    )
    for name, age in found.heartbeats.items():
        beats.add_metric([name], age)
    yield from (waiting, oldest, attempts, beats)
    yield one("chairside_numbers", "Numbers that locations text from.", found.numbers)
    yield one("chairside_numbers_paused", "Numbers that send nothing until somebody acts.", found.numbers_paused)


def one(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    """Make a figure that stands alone."""
    return GaugeMetricFamily(name, meaning, value=value)


ProcessCollector(registry=REGISTRY)
REGISTRY.register(HouseFigures())
