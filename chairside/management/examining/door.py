"""The way to us: the public address, its certificate, and a signed knock that must be answered."""

from __future__ import annotations

import secrets
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlencode, urlsplit

from chairside.management.examining.finding import Finding, well, wrong

if TYPE_CHECKING:
    from chairside.models import TextNumber

PATIENCE = 5  # seconds
FEWEST_DAYS = 14
TAKEN, FORGED = 204, 403


class AsTold(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the carrier would follow it with another request than it signed."""

    def redirect_request(self, *_: object) -> None:
        """Let the answer stand as it is."""


opener = urllib.request.build_opener(AsTold)


def findings() -> Iterator[Finding]:
    """Look from outside, as far as that can be done from this machine."""
    from django.conf import settings

    address = urlsplit(settings.PUBLIC_URL)
    yield public_address(settings.PUBLIC_URL, address)
    if address.scheme == "https":
        yield certificate(str(address.hostname), address.port or 443)


def public_address(url: str, address: SplitResult) -> Finding:
    """Chairside itself must answer there, and over https unless nobody else can reach it."""
    if address.scheme != "https" and not _is_loopback(address.hostname or ""):
        remedy = "Put a proxy with TLS before it, and write https:// into CHAIRSIDE_PUBLIC_URL."
        return wrong("public address", f"{url} is not encrypted", remedy)
    status, body = ask(f"{url}/livez")
    if (status, body) != (200, b"alive"):
        remedy = "Start `chairside serve`, check the proxy before it and CHAIRSIDE_PUBLIC_URL."
        return wrong("public address", f"{url} does not answer as Chairside", remedy)
    return well("public address", f"{url} answers")


def certificate(host: str, port: int) -> Finding:
    """The carrier calls no address whose certificate has run out."""
    try:
        until = certified_until(host, port)
    except ssl.SSLCertVerificationError as invalid:
        remedy = "Get a certificate that the world trusts; the proxy can renew it by itself."
        return wrong("certificate", f"is not valid: {invalid.verify_message}", remedy)
    except OSError as error:
        return wrong("certificate", f"cannot be read: {error.strerror or error}", "Check that the proxy listens.")
    days = (until - datetime.now(UTC)).days
    if days < FEWEST_DAYS:
        return wrong("certificate", f"ends in {days} days", "Find out why the proxy does not renew it.")
    return well("certificate", f"valid for {days} days")


def certified_until(host: str, port: int) -> datetime:
    """Give the end of the certificate that is shown there; raises OSError, ssl's own among them."""
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as sealed,
    ):
        shown = sealed.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def loops(numbers: Sequence[TextNumber]) -> Iterator[Finding]:
    """Knock at every number's own webhook as the carrier does."""
    for number in numbers:
        if number.account_sid:
            yield loop(number)


def loop(number: TextNumber) -> Finding:
    """Who takes a knock signed with the number's token, and refuses one that is not, is us.

    The knock goes to the public address and comes back through whatever stands before us; it is
    known there as a probe and leaves nothing.
    """
    from django.conf import settings

    from chairside.carriers.twilio.signature import sign

    name = f"webhook loop, {number.location.name}"
    url = f"{settings.PUBLIC_URL}/hooks/{number.path_token}/probe"
    form = {"AccountSid": number.account_sid, "Body": "", "Probe": secrets.token_hex(8)}
    genuine, _ = ask(url, form, sign(number.auth_token, url, form))
    if genuine != TAKEN:
        return wrong(name, *_why(genuine))
    forged, _ = ask(url, form, sign(secrets.token_hex(16), url, form))
    if forged != FORGED:
        remedy = "Something else answers in our place: check where the proxy sends /hooks/."
        return wrong(name, f"a forged knock was answered with {forged}", remedy)
    return well(name, "a signed knock came back to us, a forged one was refused")


def _why(status: int) -> tuple[str, str]:
    match status:
        case 0:
            return "no answer", "Check that the proxy sends /hooks/ to `chairside serve` or `chairside intake`."
        case 403:
            remedy = "Proxy and CHAIRSIDE_PUBLIC_URL must agree on scheme, host, port and path, sign by sign."
            return "the signature does not fit the address under which the knock arrives", remedy
        case 404:
            return "nobody knows the address", "Check that what answers there uses this database."
        case 503:
            return "the door is closed", "What answers there cannot reach the database: ask /readyz."
    remedy = "Send /hooks/ on as it comes: no redirect, no sign-in, no cache, no change of the body."
    return f"answered with {status}", remedy


def ask(url: str, form: dict[str, str] | None = None, signature: str = "") -> tuple[int, bytes]:
    """Give status and first bytes of the answer, (0, b"") when there is none."""
    body = urlencode(form).encode() if form else None
    request = urllib.request.Request(url, body, {"X-Twilio-Signature": signature} if signature else {})  # noqa: S310
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read(16)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, b""
    except (OSError, ValueError):
        return 0, b""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
