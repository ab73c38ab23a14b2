"""Make PostgreSQL's data directory, with a locale that sorts and folds case the same everywhere."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from chairside.local.binaries import Binaries, NoPostgres
from chairside.local.unprivileged import Runner

OWNER = "chairside"
FIRST_WITH_BUILTIN_LOCALES = 17


def make_cluster(binaries: Binaries, data: Path, runner: Runner) -> None:
    """Make the directory unless it is there. Raises `NoPostgres` with what PostgreSQL said."""
    if (data / "PG_VERSION").exists():
        return
    # made beside and then renamed: a start that was killed leaves no half of a cluster
    beside = data.with_name(f"{data.name}.new")
    said = ""
    for locale in _locales(binaries):
        shutil.rmtree(beside, ignore_errors=True)
        made = _initdb(binaries, beside, runner, locale)
        if made.returncode == 0:
            beside.rename(data)
            return
        said = said or made.stderr.strip()[-300:]
    raise NoPostgres(f"PostgreSQL could not make its data directory: {said}")


def _locales(binaries: Binaries) -> Iterator[list[str]]:
    # C folds only the 26 plain letters; C.UTF-8 finds "García" under "GARCÍA"
    if binaries.major >= FIRST_WITH_BUILTIN_LOCALES:
        yield ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    yield ["--locale=C.UTF-8"]
    yield ["--locale=C"]


def _initdb(
    binaries: Binaries, data: Path, runner: Runner, locale: list[str]
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    return subprocess.run(
        [
            *runner.prefix, binaries.program("initdb"), "-D", str(data), "-U", OWNER, "--encoding=UTF8",
            "--auth-local=trust", "--auth-host=reject", "--no-instructions", *locale,
        ],
        user=runner.user,
        group=runner.group,
        extra_groups=None if runner.user is None else [],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
