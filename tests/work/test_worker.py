"""What is wrong with one chore ends no other."""

import asyncio

import pytest
from django.db import OperationalError

from chairside.work.chores import Chore
from chairside.work.worker import _again


@pytest.mark.parametrize("error", [TypeError("CANARY"), OperationalError("CANARY")])
async def test_a_chore_that_fails_is_told_of_and_done_again(error, caplog):
    done = asyncio.Event()
    failures = [error]

    async def do():
        if failures:
            raise failures.pop()
        done.set()

    task = asyncio.create_task(_again(Chore("pictures", 0.0, do)))
    await asyncio.wait_for(done.wait(), 5)
    task.cancel()
    assert "pictures" in caplog.text
    assert type(error).__name__ in caplog.text
    assert "CANARY" not in caplog.text
