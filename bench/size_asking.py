"""Ask the database of bench.size what the program asks, by the program's own functions, and fetch its pages.

Everything is asked three times. The first round asks each question of each place for the first time since the database
was made: some of it comes from the disk's cache, which a small database has long behind it, and the pages draw every
row. The second is what an office meets all day, and what the sizes are compared by: all questions in a mixed order, so
that another came before each. In the third each question is asked of place after place and nothing else: all that a
small database needs for it then lies in the processor's own cache. All are told.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlsplit

import django

from bench.inbox import fetch
from bench.running import sign_in, spread, tell

TIMES = 400
PAGES = 200
WORDS = {"word_common": "appointment", "word_rare": "zudalot", "name": "ines gra", "number": "+1 2010 79"}


@dataclass(frozen=True, slots=True)
class Question[Subject]:
    """Something the program asks of one of many subjects."""

    ask: Callable[[Subject], object]
    subjects: Sequence[Subject]

    def first_round(self) -> list[float]:
        """Give the milliseconds of asking each subject once."""
        return self._took(self.subjects)

    def in_a_row(self) -> list[float]:
        """Give the milliseconds of asking subjects by chance, one after the other."""
        return self._took(self.by_chance())

    def by_chance(self) -> list[Subject]:
        return random.Random(7).choices(self.subjects, k=TIMES)

    def took(self, subject: Subject) -> float:
        """Give the milliseconds of asking this one."""
        return statements_of(lambda: self.ask(subject))

    def _took(self, subjects: Sequence[Subject]) -> list[float]:
        return [self.took(subject) for subject in subjects]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
    django.setup()
    asked = questions()
    for question in asked.values():
        # what a process does once is not counted to the first round
        question.ask(question.subjects[0])
    first_touch = {name: spread(question.first_round()) for name, question in asked.items()}
    found = {name: spread(took) for name, took in mixed(asked).items()}
    in_a_row = {name: spread(question.in_a_row()) for name, question in asked.items()}
    tell(first_touch=first_touch, in_a_row=in_a_row, **found, **pages())


def mixed(asked: dict[str, Question[Any]]) -> dict[str, list[float]]:
    """Ask all questions in an order by chance; give the milliseconds of each."""
    order = [(name, subject) for name, question in asked.items() for subject in question.by_chance()]
    random.Random(11).shuffle(order)
    took: dict[str, list[float]] = {name: [] for name in asked}
    for name, subject in order:
        took[name].append(asked[name].took(subject))
    return took


def questions() -> dict[str, Question[Any]]:
    """What is asked, of each place or of a thousand threads."""
    from chairside.models import Location, Thread, User, View
    from chairside.models.inbox_numbers import inbox_numbers
    from chairside.models.text_figures import Asked, figures_of, first_replies, why_failed
    from chairside.web.filters import Filters
    from chairside.web.inbox import first_of_view, newest_of
    from chairside.web.log import newest_texts

    places = list(Location.objects.select_related("organization"))
    threads = list(Thread.objects.order_by("?")[:1000])
    user = User.objects.get(username="regional")
    now = datetime.now(UTC)

    def rows(filters: Filters) -> Callable[[Location], object]:
        return lambda place: newest_of(filters.apply(place, user, now))

    def two_weeks(place: Location) -> Asked:
        return Asked([place.pk], now.date() - timedelta(13), now.date())

    of_places: dict[str, Callable[[Location], object]] = {
        "newest_threads": lambda place: first_of_view(View.ALL, place, user),
        "unread": lambda place: inbox_numbers(place.pk, user.pk),
        "report_of_two_weeks": lambda place: figures_of(two_weeks(place)),
        "report_why_failed": lambda place: why_failed(two_weeks(place)),
        "report_first_replies": lambda place: first_replies(two_weeks(place)),
        **{name: rows(Filters(words=words)) for name, words in WORDS.items()},
    }
    asked = {name: Question(ask, places) for name, ask in of_places.items()}
    return {**asked, "texts_of_a_thread": Question(newest_texts, threads)}


def statements_of(ask: Callable[[], object]) -> float:
    """Give the milliseconds that the statements of one asking took, from the client."""
    from django.db import connection

    took = 0.0

    def watch(execute: Callable[..., object], *statement: object) -> object:
        nonlocal took
        began = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            took += time.perf_counter() - began

    with connection.execute_wrapper(watch):
        ask()
    return took * 1000


def pages() -> dict[str, dict[str, float]]:
    """Serve, and fetch what a click fetches: the list, and a thread beside it."""
    web = os.environ["CHAIRSIDE_PUBLIC_URL"]
    server = urlsplit(web)
    serving = subprocess.Popen(
        [sys.executable, "-m", "chairside.management.serving", str(server.port)], stderr=subprocess.DEVNULL
    )
    try:
        wait_for(web)
        found: dict[str, dict[str, float]] = {}
        for username, suffix in (("desk", ""), ("regional", "_regional")):
            connection = http.client.HTTPConnection(str(server.hostname), server.port)
            fetched = fetch_pages(connection, sign_in(web, username), username)
            found |= {f"{name}{suffix}": figures for name, figures in fetched.items()}
        return found
    finally:
        serving.terminate()
        serving.wait(10)


def fetch_pages(connection: http.client.HTTPConnection, cookie: str, username: str) -> dict[str, dict[str, float]]:
    from chairside.models import Location, Thread, User

    places = list(Location.objects.open_to(User.objects.get(username=username)).order_by("id"))
    threads = Thread.objects.filter(location=places[0]).order_by("?").values_list("pk", flat=True)[:PAGES]
    inboxes = [f"/locations/{place.pk}/inbox/" for place in places]
    found = [f"{inboxes[0]}rows/?q=appointment"]
    opened = [f"/locations/{places[0].pk}/threads/{one}/#part" for one in threads]
    return {
        "page_inbox": figures_of(connection, cookie, inboxes),
        "page_search": figures_of(connection, cookie, found),
        "page_thread": figures_of(connection, cookie, opened),
    }


def figures_of(connection: http.client.HTTPConnection, cookie: str, addresses: list[str]) -> dict[str, float]:
    """Give the milliseconds at the client, the first time and later, and their later mean in the server."""
    first = [milliseconds(connection, cookie, address) for address in addresses]
    pages, spent = served(connection)
    took = [milliseconds(connection, cookie, address) for address in islice(cycle(addresses), PAGES)]
    pages_then, spent_then = served(connection)
    return {
        **spread(took),
        "mean_in_server": round((spent_then - spent) / (pages_then - pages) * 1000, 2),
        "first_p50": spread(first)["p50"],
    }


def milliseconds(connection: http.client.HTTPConnection, cookie: str, address: str) -> float:
    began = time.perf_counter()
    fetch(connection, address, cookie)
    return (time.perf_counter() - began) * 1000


def served(connection: http.client.HTTPConnection) -> tuple[float, float]:
    """Give how many pages the server has served, and the seconds it took for them, as it tells itself."""
    told = fetch(connection, "/metrics", "")
    count, seconds = (
        re.search(rf'^chairside_request_seconds_{what}{{answer="2xx",door="page"}} (\S+)$', told, re.MULTILINE)
        for what in ("count", "sum")
    )
    return (float(count[1]), float(seconds[1])) if count and seconds else (0.0, 0.0)


def wait_for(web: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{web}/livez", timeout=1).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()
