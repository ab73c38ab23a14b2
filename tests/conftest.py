"""The cast that most tests play with, and quick properties."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.cast import Cast, make_cast

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip

settings.register_profile("quick", max_examples=40, deadline=None)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of all browser tests: two could not be driven beside each other."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
        launched = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield launched
        launched.close()


@pytest.fixture
def cast(db) -> Cast:
    """Cedar Dental (Downtown, Lakeside) with its people, and Birch Dental with Zoe."""
    return make_cast()


@pytest.fixture
def live_cast(transactional_db) -> Cast:
    """The same, for tests in which several connections see it."""
    return make_cast()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: the event loop that drives a browser stays, and no other can run beside it."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
