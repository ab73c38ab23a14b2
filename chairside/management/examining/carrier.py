"""The carrier: reachable, our credentials good, its clock like ours, and texts to each number sent to us."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from chairside.carriers.port import Account, Carrier, CarrierFailure, CredentialsRejected, Webhook
from chairside.management.examining.finding import Finding, well, wrong

if TYPE_CHECKING:
    from chairside.models import TextNumber

AT_ONCE = 8
PATIENCE = 10  # seconds
LARGEST_SKEW = 10.0  # seconds; its clock is told in whole ones
CONNECT = "Run: chairside number connect --help"


def numbers() -> list[TextNumber]:
    """Give every location's number; raises `SealBroken` under another secret key."""
    from chairside.models import TextNumber

    return list(TextNumber.objects.select_related("location").order_by("location__name"))


def findings(numbers: Sequence[TextNumber]) -> Iterator[Finding]:
    """Ask the carrier about every number."""
    if not numbers:
        yield wrong("carrier", "no location has a number for texting", CONNECT)
        return
    yield well("secret key", "opens the carrier's tokens")
    yield from asyncio.run(_ask_about_all(numbers))
    yield clock()
    for number in numbers:
        if number.paused_at:
            told = f"paused since {number.paused_at:%Y-%m-%d %H:%M} UTC"
            remedy = "Mend the cause, then resume it under Settings > Location Information."
            yield wrong(f"number, {number.location.name}", told, remedy)


async def _ask_about_all(numbers: Sequence[TextNumber]) -> list[Finding]:
    from chairside.carriers.twilio import TwilioCarrier

    carrier, room = TwilioCarrier(), asyncio.Semaphore(AT_ONCE)

    async def ask(number: TextNumber) -> list[Finding]:
        async with room:
            return await _ask_about(carrier, number)

    try:
        found = await asyncio.gather(*(ask(number) for number in numbers))
    finally:
        await carrier.close()
    return [finding for some in found for finding in some]


async def _ask_about(carrier: Carrier, number: TextNumber) -> list[Finding]:
    from django.conf import settings

    name = f"carrier, {number.location.name}"
    if not number.account_sid:
        return [wrong(name, "the number is not connected to an account", CONNECT)]
    account = Account(number.account_sid, number.auth_token, api_url=settings.CARRIER_URL)
    try:
        await carrier.check(account)
        found = await carrier.webhook(account, number.number)
    except CredentialsRejected:
        remedy = "Connect the number again with the account's present token: chairside number connect --help"
        return [wrong(name, "the carrier rejects the credentials", remedy)]
    except CarrierFailure as failure:
        remedy = "Check the network and CHAIRSIDE_CARRIER_URL; the carrier's status page tells of outages."
        return [wrong(name, str(failure), remedy)]
    return [well(name, "reachable, credentials accepted"), webhook(number, found)]


def webhook(number: TextNumber, found: Webhook | None) -> Finding:
    """Compare where the carrier sends the number's texts with where we take them."""
    from django.conf import settings

    name = f"webhook, {number.location.name}"
    ours = f"{settings.PUBLIC_URL}/hooks/{number.path_token}/messages"
    if found is None:
        return wrong(name, "the account has no such number", "Connect the account that owns the number.")
    if found.url.partition("#")[0] != ours:
        remedy = f"At the carrier, set “A message comes in” of the {found.set_on} to the address of this location."
        return wrong(name, f"the {found.set_on} at the carrier sends texts elsewhere", remedy)
    if found.method.upper() != "POST":
        return wrong(name, f"the carrier asks with {found.method}", f"Set the {found.set_on}'s webhook to HTTP POST.")
    if "#" not in found.url:
        return well(name, f"set on the {found.set_on}; without #rc=… a lost connection is tried once more only")
    return well(name, f"set on the {found.set_on}, with its own tries")


def clock() -> Finding:
    """Compare the carrier's clock with ours: what became of a text is found by the moment it was made."""
    from django.conf import settings

    try:
        theirs = _date(settings.CARRIER_URL)
    except (OSError, ValueError, TypeError):
        remedy = "Check the network and CHAIRSIDE_CARRIER_URL."
        return wrong("carrier clock", "the carrier does not tell its time", remedy)
    skew = abs((theirs - datetime.now(UTC)).total_seconds())
    if skew > LARGEST_SKEW:
        remedy = "Let this machine take its time from NTP (timedatectl)."
        return wrong("carrier clock", f"differs from this machine's by {skew:.0f} s", remedy)
    return well("carrier clock", "like this machine's")


def _date(address: str) -> datetime:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - the carrier's own address
            told = answer.headers["Date"]
    except urllib.error.HTTPError as refused:  # any answer has its date
        told = refused.headers["Date"]
    return parsedate_to_datetime(told)
