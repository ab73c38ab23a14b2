"""What every answer tells the browser, whoever gives it: a page, a part, a file, a webhook's or a stream's answer.

What an answer says by itself stands; only what it leaves out is added. Sources: Fetch (Cross-Origin-Resource-Policy),
HTML (Cross-Origin-Opener-Policy), RFC 6797 (Strict-Transport-Security), Permissions Policy.
"""

from functools import lru_cache
from typing import Any

from asgiref.typing import ASGISendCallable, ASGISendEvent
from django.conf import settings

NOTHING = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
UNUSED = (
    b"accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
    b"magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)
ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", UNUSED),
    (b"content-security-policy", NOTHING),
    (b"x-frame-options", b"DENY"),
    # what is shown to a user is kept by no browser and no proxy; files say by themselves how long they stay
    (b"cache-control", b"no-store"),
)


def with_safe_headers(send: ASGISendCallable) -> ASGISendCallable:
    """Give a `send` that adds to an answer what it leaves out."""

    async def guarded(event: ASGISendEvent) -> None:
        if event["type"] == "http.response.start":
            event["headers"] = completed(list(event["headers"]))
        await send(event)

    return guarded


def completed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Give the headers with those that are missing."""
    return [*headers, *_missing(tuple([name.lower() for name, _ in headers]), settings.SECURE_HSTS_SECONDS)]


@lru_cache(maxsize=256)
def _missing(there: tuple[bytes, ...], seconds_over_https: int) -> list[tuple[bytes, bytes]]:
    """Give what an answer with these headers leaves out; there are few kinds of answers."""
    always = [*ALWAYS, *_over_https(seconds_over_https)]
    return [(name, value) for name, value in always if name not in there]


def _over_https(seconds: int) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"strict-transport-security", f"max-age={seconds}; includeSubDomains".encode()),) if seconds else ()


def forgotten(view: Any) -> Any:
    """Let the browser forget what the program kept in it, when somebody signs out."""

    def leave(request: Any, *given: Any, **named: Any) -> Any:
        response = view(request, *given, **named)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"storage"'
        return response

    return leave
