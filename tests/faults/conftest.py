"""A world to break: made anew for each test, on one simulator, one door and one nursery of workers."""

import pytest

from tests.faults.desk import Desk
from tests.faults.world import Nursery, World, environment
from tests.simulator.process import running


@pytest.fixture(scope="session")
def simulator(tmp_path_factory):
    with running(tmp_path_factory.mktemp("simulator"), {"numbers": []}) as url:
        yield url


@pytest.fixture(scope="session")
def desk(django_db_setup):
    with Desk() as open_desk:
        yield open_desk


@pytest.fixture(scope="session")
def nursery(simulator, desk, tmp_path_factory):
    made = Nursery(environment(simulator, desk.url, str(tmp_path_factory.mktemp("spool"))))
    yield made
    made.close()


@pytest.fixture
def world(live_cast, simulator, desk, nursery, tmp_path):
    made = World(live_cast, simulator, nursery, desk.url, tmp_path / "spool")
    yield made
    nursery.clear()
