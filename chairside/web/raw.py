"""The few things that raw ASGI endpoints share: read a body, find a header, answer shortly."""

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope


class TooLarge(Exception):
    """The request's body is larger than anything this endpoint takes."""


async def body_of(scope: HTTPScope, receive: ASGIReceiveCallable, most: int) -> bytes:
    """Read the whole body, at most `most` bytes; raise `TooLarge` beyond."""
    announced = header(scope, b"content-length")
    if announced.isdecimal() and int(announced) > most:
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


def header(scope: HTTPScope, name: bytes) -> str:
    """Give a header's value, empty when it is missing; `name` in lower case."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def answer(send: ASGISendCallable, status: int, body: bytes = b"", content_type: bytes = b"text/plain") -> None:
    """Send a whole, short answer."""
    headers = [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    if body:
        headers.append((b"content-type", content_type))
    await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": body, "more_body": False})
