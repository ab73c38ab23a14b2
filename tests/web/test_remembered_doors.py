"""The numbers behind the webhooks' addresses: one request asks for what is old, the others go on."""

import asyncio
import time
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError

from chairside.web import doors
from chairside.web.doors import Doors, Unanswered


class Remembering:
    """Doors over a database that counts its questions, and answers when it is let."""

    def __init__(self, monkeypatch):
        self.asked, self.takes, self.away, self.number = 0, 0.0, False, SimpleNamespace(path_token="here")
        monkeypatch.setattr(Doors, "_look_up", lambda _, token: self.answer())

    def answer(self):
        self.asked += 1
        time.sleep(self.takes)
        if self.away:
            raise OperationalError
        return self.number


@pytest.fixture
def database(monkeypatch):
    monkeypatch.setattr(doors, "connect_alone", lambda: None)
    monkeypatch.setattr(doors, "_let_go", lambda: None)
    return Remembering(monkeypatch)


@async_to_sync
async def asked_by(count, known=None, *, age=0.0):
    remembered = Doors()
    try:
        if known is not None:
            remembered._known["here"] = (time.monotonic() - age, known)
        began = time.monotonic()
        found = await asyncio.gather(*[remembered.number("here") for _ in range(count)], return_exceptions=True)
        took = time.monotonic() - began
        await asyncio.sleep(0.1)
        return found, took, remembered._known.get("here", (0, None))[1]
    finally:
        await remembered.close()


def test_who_knocks_together_at_an_unknown_door_asks_once(database):
    found, _, _ = asked_by(20)
    assert found == [database.number] * 20
    assert database.asked == 1


def test_nobody_waits_for_a_door_that_has_just_grown_old(database):
    old, database.takes = SimpleNamespace(path_token="here"), 0.05
    found, took, remembered = asked_by(20, old)
    assert found == [old] * 20
    assert took < 0.04
    assert database.asked == 1
    assert remembered is database.number


def test_a_door_that_is_long_gone_is_not_believed(database):
    database.number = None
    found, _, _ = asked_by(20, SimpleNamespace(path_token="here"), age=doors.REMEMBERED + 1)
    assert found == [None] * 20
    assert database.asked == 1


@pytest.mark.parametrize("age", [0.0, doors.REMEMBERED + 1])
def test_what_is_remembered_counts_while_the_database_is_away(database, age):
    database.away, old = True, SimpleNamespace(path_token="here")
    found, _, remembered = asked_by(20, old, age=age)
    assert found == [old] * 20
    assert remembered is old


def test_a_door_that_nobody_remembers_stays_unanswered_while_the_database_is_away(database):
    database.away = True
    found, _, _ = asked_by(20)
    assert all(isinstance(one, Unanswered) for one in found)
