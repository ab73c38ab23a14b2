"""`python -m chairside.local COMMAND`: a database for as long as the command runs."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

ASK = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("SELECT 1")
print(os.environ["DATABASE_URL"])
raise SystemExit(3)
"""


def borrow(*command: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "chairside.local", *command]
    return subprocess.run(program, capture_output=True, text=True, check=False, env=os.environ)


def test_the_command_has_a_database_and_its_exit_status_is_told():
    done = borrow(sys.executable, "-c", ASK)
    assert (done.returncode, done.stderr) == (3, "")


def test_nothing_is_left_of_the_database():
    address = urlsplit(borrow(sys.executable, "-c", ASK).stdout.strip())
    assert not Path(unquote(address.netloc.partition("@")[2])).exists()


def test_a_killed_command_is_told_as_a_shell_tells_it():
    assert borrow("sh", "-c", "kill -9 $$").returncode == 128 + 9


def test_no_command_is_wrong_use():
    done = borrow()
    assert done.returncode == 2
    assert "python -m chairside.local COMMAND" in done.stderr
