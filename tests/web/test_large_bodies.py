"""A body larger than any file that is taken ends at the door: nobody may fill the disk before it is known who they are."""

import pytest
from asgiref.sync import async_to_sync

from chairside.config import asgi
from tests.web.asking import headers_of

HERE = [("host", "testserver")]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_body_that_is_announced_as_too_large_is_not_read():
    announced = [*HERE, ("content-length", str(asgi.LARGEST_BODY + 1))]
    status, _ = async_to_sync(headers_of)(asgi.application, "/sign-in/", method="POST", headers=announced)
    assert status == 413


def test_a_body_that_was_not_announced_ends_where_it_is_too_large(monkeypatch):
    monkeypatch.setattr(asgi, "LARGEST_BODY", 1000)
    read = 0

    async def receive():
        nonlocal read
        read += 400
        return {"type": "http.request", "body": b"x" * 400, "more_body": True}

    bounded = asgi.at_most(receive, asgi.LARGEST_BODY)

    async def until_gone():
        while (event := await bounded())["type"] == "http.request":
            pass
        return event

    assert async_to_sync(until_gone)() == {"type": "http.disconnect"}
    assert read == 1200
