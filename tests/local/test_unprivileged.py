"""Root starts PostgreSQL too, though PostgreSQL refuses root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chairside.local import unprivileged
from chairside.local.binaries import NoPostgres
from chairside.local.unprivileged import find_runner
from tests.local.clusters import ask, cluster

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="a question for root only")


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A directory that every user may pass through."""
    place = Path(tempfile.mkdtemp(dir="/var/tmp"))
    place.chmod(0o711)
    yield place
    shutil.rmtree(place)


def test_without_namespaces_another_user_runs_it_and_root_takes_it_back(open_place, monkeypatch):
    with monkeypatch.context() as refused:
        refused.setattr(unprivileged, "_namespaces_are_allowed", lambda: False)
        with cluster(open_place / "postgres") as postgres:
            assert Path(f"/proc/{postgres.pid}").stat().st_uid != 0
            ask(postgres, "CREATE TABLE kept AS SELECT 7 AS number")
    with cluster(open_place / "postgres") as postgres:
        assert ask(postgres, "SELECT number FROM kept") == 7


def test_a_place_that_nobody_else_may_enter_is_refused_with_what_to_do(open_place, monkeypatch):
    monkeypatch.setattr(unprivileged, "_namespaces_are_allowed", lambda: False)
    open_place.chmod(0o700)
    (open_place / "postgres").mkdir()
    with pytest.raises(NoPostgres, match=r"no other user may enter .* Start this as a normal user"):
        find_runner(open_place / "postgres")


def test_a_normal_user_runs_it_directly(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert find_runner(tmp_path) == unprivileged.Runner()
