"""The cast that most tests play with, and quick properties."""

import pytest
from hypothesis import settings

from tests.cast import Cast, make_cast

settings.register_profile("quick", max_examples=40, deadline=None)
settings.load_profile("quick")


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
