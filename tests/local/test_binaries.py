"""Which PostgreSQL opens which data."""

from pathlib import Path

import pytest

from chairside.local import binaries
from chairside.local.binaries import NoPostgres, find_binaries


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Give a way to say which versions this machine has, in the order of their finding."""

    def has(*versions: str) -> None:
        places = [tmp_path / version for version in versions]
        for place, version in zip(places, versions, strict=True):
            place.mkdir()
            for name in ("postgres", "initdb"):
                (place / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
                (place / name).chmod(0o755)
        monkeypatch.setattr(binaries, "_directories", lambda: iter(places))

    return has


def made_by(version: str, tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text(f"{version}\n")
    return data


def test_new_data_takes_the_first_that_is_found(machine, tmp_path):
    machine("16.4", "18.1")
    assert find_binaries(tmp_path / "data").major == 16


def test_old_data_is_opened_by_its_own_version(machine, tmp_path):
    machine("18.1", "16.4")
    assert find_binaries(made_by("16", tmp_path)).major == 16


def test_a_version_out_of_range_does_not_count(machine, tmp_path):
    machine("14.2", "19devel", "17.0")
    assert find_binaries(tmp_path / "data").major == 17


def test_old_data_without_its_version_is_refused_and_told_what_there_is(machine, tmp_path):
    machine("18.1", "16.4")
    with pytest.raises(NoPostgres, match=r"made by PostgreSQL 15, and this machine has 18, 16\. Install PostgreSQL 15"):
        find_binaries(made_by("15", tmp_path))


def test_a_machine_without_any_is_told_what_to_do(machine, tmp_path):
    machine()
    with pytest.raises(NoPostgres, match="Install one and try again"):
        find_binaries(tmp_path / "data")


def test_the_package_brings_one_along():
    assert 18 in {found.major for found in binaries.installed()}
