"""The few things that raw ASGI endpoints share: read a body, find a header, answer shortly."""

from asgiref.typing import ASGIReceiveCallable, ASGIReceiveEvent, ASGISendCallable, HTTPDisconnectEvent, HTTPScope

LONGEST_LENGTH = 18  # digits of a length that anybody means


class TooLarge(Exception):
    """The request's body is larger than anything this endpoint takes."""


async def body_of(scope: HTTPScope, receive: ASGIReceiveCallable, most: int) -> bytes:
    """Read the whole body, at most `most` bytes; raise `TooLarge` beyond."""
    if announces_more(scope, most):
        raise TooLarge
    body = b""
    while True:
        event = await receive()
        if event["type"] != "http.request":
            return body
        body += event["body"]
        if len(body) > most:
            raise TooLarge
        if not event["more_body"]:
            return body


def announces_more(scope: HTTPScope, most: int) -> bool:
    """Whether the request itself says that its body is larger."""
    announced = header(scope, b"content-length")
    return announced.isdecimal() and (len(announced) > LONGEST_LENGTH or int(announced) > most)


def at_most(receive: ASGIReceiveCallable, most: int) -> ASGIReceiveCallable:
    """Let a body of at most `most` bytes through; beyond that it is as if the client had gone away."""
    left = most

    async def bounded() -> ASGIReceiveEvent:
        nonlocal left
        event = await receive()
        if event["type"] == "http.request":
            left -= len(event["body"])
        return event if left >= 0 else HTTPDisconnectEvent(type="http.disconnect")

    return bounded


def header(scope: HTTPScope, name: bytes) -> str:
    """Give a header's value, empty when it is missing; `name` in lower case."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def answer(send: ASGISendCallable, status: int, body: bytes = b"", content_type: bytes = b"text/plain") -> None:
    """Send a whole, short answer."""
    headers = [(b"content-length", b"%d" % len(body)), (b"cache-control", b"no-store")]
    if body:
        headers.append((b"content-type", content_type))
    await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": body, "more_body": False})
