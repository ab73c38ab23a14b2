"""Ask the database of bench.size what the program asks, by the program's own functions, and fetch its pages."""

from __future__ import annotations

import http.client
import os
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import django

from bench.inbox import fetch
from bench.running import sign_in, spread, tell

TIMES = 400
WARMING = 40
PAGES = 200
WORDS = {"word_common": "appointment", "word_rare": "zudalot", "name": "ines gra", "number": "+1 2010 79"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
    django.setup()
    chance = random.Random(7)
    asked = {name: spread(times(ask, chance)) for name, ask in questions().items()}
    tell(**asked, **pages())


def questions() -> dict[str, Callable[[random.Random], object]]:
    """What is asked, each of a place or thread by chance."""
    from chairside.models import Location, Thread, User, View
    from chairside.models.inbox_numbers import inbox_numbers
    from chairside.models.text_figures import Asked, figures_of, first_replies, why_failed
    from chairside.web.filters import Filters
    from chairside.web.inbox import ROWS_AT_ONCE, first_of_view, shown_by
    from chairside.web.log import newest_texts

    places = list(Location.objects.select_related("organization"))
    threads = list(Thread.objects.order_by("?")[:1000])
    user = User.objects.get(username="regional")
    now = datetime.now(UTC)

    def rows(filters: Filters) -> Callable[[random.Random], object]:
        return lambda chance: list(shown_by(filters, chance.choice(places), user, now)[: ROWS_AT_ONCE + 1])

    def two_weeks(chance: random.Random) -> Asked:
        return Asked([chance.choice(places).pk], now.date() - timedelta(13), now.date())

    return {
        "newest_threads": lambda chance: first_of_view(View.ALL, chance.choice(places), user),
        "texts_of_a_thread": lambda chance: newest_texts(chance.choice(threads)),
        "unread": lambda chance: inbox_numbers(chance.choice(places).pk, user.pk),
        "report_of_two_weeks": lambda chance: figures_of(two_weeks(chance)),
        "report_why_failed": lambda chance: why_failed(two_weeks(chance)),
        "report_first_replies": lambda chance: first_replies(two_weeks(chance)),
        **{name: rows(Filters(words=words)) for name, words in WORDS.items()},
    }


def times(ask: Callable[[random.Random], object], chance: random.Random) -> list[float]:
    """Give the milliseconds that the statements of each asking took."""
    from django.db import connection

    took = 0.0

    def watch(execute: Callable[..., object], *statement: object) -> object:
        nonlocal took
        began = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            took += time.perf_counter() - began

    found = []
    with connection.execute_wrapper(watch):
        for number in range(WARMING + TIMES):
            took = 0.0
            ask(chance)
            if number >= WARMING:
                found.append(took * 1000)
    return found


def pages() -> dict[str, dict[str, float]]:
    """Serve, and fetch what a click fetches: the list, and a thread beside it."""
    web = os.environ["CHAIRSIDE_PUBLIC_URL"]
    server = urlsplit(web)
    serving = subprocess.Popen(
        [sys.executable, "-m", "chairside.management.serving", str(server.port)], stderr=subprocess.DEVNULL
    )
    try:
        wait_for(web)
        found = {}
        for username, suffix in (("desk", ""), ("regional", "_regional")):
            connection = http.client.HTTPConnection(str(server.hostname), server.port)
            fetched = fetch_pages(connection, sign_in(web, username), username)
            found |= {f"{name}{suffix}": spread(took) for name, took in fetched.items()}
        return found
    finally:
        serving.terminate()
        serving.wait(10)


def fetch_pages(connection: http.client.HTTPConnection, cookie: str, username: str) -> dict[str, list[float]]:
    from chairside.models import Location, Thread, User

    place = Location.objects.open_to(User.objects.get(username=username)).order_by("id").first()
    threads = Thread.objects.filter(location=place).order_by("?").values_list("pk", flat=True)[:PAGES]
    inbox = f"/locations/{place.pk}/inbox/"
    return {
        "page_inbox": seconds(connection, cookie, [inbox] * PAGES),
        "page_search": seconds(connection, cookie, [f"{inbox}rows/?q=appointment"] * (PAGES // 4)),
        "page_thread": seconds(connection, cookie, [f"/locations/{place.pk}/threads/{one}/#part" for one in threads]),
    }


def seconds(connection: http.client.HTTPConnection, cookie: str, addresses: list[str]) -> list[float]:
    """Give the milliseconds of each address, after ten that do not count."""
    took = []
    for number, address in enumerate([*addresses[:10], *addresses]):
        began = time.perf_counter()
        fetch(connection, address, cookie)
        if number >= 10:
            took.append((time.perf_counter() - began) * 1000)
    return took


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
