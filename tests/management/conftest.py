"""The command line as an operator meets it: exit status, what it says, what it complains about."""

import io
from collections.abc import Callable
from typing import NamedTuple

import pytest

from chairside.management import cli


class Outcome(NamedTuple):
    """What a command left behind."""

    status: int
    said: str
    complained: str


@pytest.fixture
def chairside(monkeypatch, capsys) -> Callable[..., Outcome]:
    """Give a way to run the command line with arguments and a standard input."""

    def run(*arguments: object, given: str = "") -> Outcome:
        monkeypatch.setattr("sys.argv", ["chairside", *map(str, arguments)])
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Outcome(int(ended.value.code or 0), *capsys.readouterr())

    return run
