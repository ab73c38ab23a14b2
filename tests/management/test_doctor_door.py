"""The doctor knocks at our own door as the carrier does, and is not fooled by who answers in our place."""

from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import async_to_sync

from chairside.management.examining import door
from chairside.models import KnockTally, Message, TextNumber
from chairside.web import doors
from chairside.web.hooks import Hooks
from tests.management.doors import served
from tests.web.asking import ask


@pytest.fixture
def spool(settings, tmp_path):
    settings.SPOOL = tmp_path / "spool"


@pytest.fixture
def ours(live_cast, spool):
    """Answer with the real door."""

    def answer(method, path, headers, body):
        if path == "/livez":
            return 200, b"alive"
        given = [(name, value) for name, value in headers.items()]
        status, told = async_to_sync(_through_the_door)(path, given, method, body)
        return status, told.encode()

    return answer


async def _through_the_door(path, headers, method, body):
    hooks = Hooks()
    hooks.open()
    try:
        return await ask(hooks, path, headers, method=method, body=body)
    finally:
        await hooks.close()


@pytest.fixture
def look(settings, live_cast):
    """Give a way to look at Downtown's loop with somebody at the public address."""
    number = TextNumber.objects.get(location=live_cast.downtown)

    def at(answer, *, signed_for=None):
        with served(answer) as address:
            settings.PUBLIC_URL = address
            return door.loop(number)

    return at


def always(status):
    return lambda *_: (status, b"")


@pytest.mark.django_db(transaction=True)
def test_a_signed_knock_comes_back_to_us_and_leaves_nothing(look, ours):
    found = look(ours)
    assert found.is_ok, found
    assert (Message.objects.count(), KnockTally.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_proxy_that_changes_the_address_is_found(look, ours):
    def through_another_path(method, path, headers, body):
        return ours(method, path.replace("/probe", "/probe/"), headers, body)

    found = look(through_another_path)
    assert not found.is_ok
    assert "signature does not fit" in found.what


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_know_the_number_is_found(look, ours, live_cast):
    def elsewhere(method, path, headers, body):
        return ours(method, "/hooks/another/probe", headers, body)

    assert "nobody knows" in look(elsewhere).what


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [200, 301, 302, 307, 401, 405, 500, 502, 503])
def test_whoever_else_answers_is_found(look, status):
    found = look(always(status))
    assert not found.is_ok
    assert found.remedy


@pytest.mark.django_db(transaction=True)
def test_whoever_takes_everything_is_not_us(look):
    found = look(always(204))
    assert not found.is_ok
    assert "forged" in found.what


@pytest.mark.django_db(transaction=True)
def test_no_answer_at_all_is_found(settings, live_cast):
    settings.PUBLIC_URL = "http://127.0.0.1:1"
    found = door.loop(TextNumber.objects.get(location=live_cast.downtown))
    assert found.what == "no answer"


@pytest.mark.django_db(transaction=True)
def test_a_probe_is_not_put_aside_while_the_database_is_away(live_cast, spool, monkeypatch):
    async def away(*_, **__):
        raise doors.Unanswered

    monkeypatch.setattr(doors.Doors, "number", away)
    status, _ = async_to_sync(_through_the_door)("/hooks/x/probe", [], "POST", b"a=b")
    assert status == 503


def test_an_address_that_the_world_reaches_without_tls_is_told():
    found = door.public_address("http://text.example.com", door.urlsplit("http://text.example.com"))
    assert "not encrypted" in found.what


def test_whoever_answers_at_the_public_address_must_be_us():
    with served(always(200)) as address:
        assert not door.public_address(address, door.urlsplit(address)).is_ok


@pytest.mark.parametrize(("days", "is_ok"), [(60, True), (14, True), (13, False), (-2, False)])
def test_a_certificate_must_last_for_two_weeks(monkeypatch, days, is_ok):
    until = datetime.now(UTC) + timedelta(days=days, hours=1)
    monkeypatch.setattr(door, "certified_until", lambda *_: until)
    assert door.certificate("text.example.com", 443).is_ok is is_ok


def test_what_shows_no_certificate_is_told():
    with served(always(200)) as address:
        found = door.certificate("127.0.0.1", int(address.rsplit(":", 1)[1]))
    assert not found.is_ok
    assert found.remedy
