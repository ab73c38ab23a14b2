"""Whether the program lives, whether it can work, and how it fares: for supervisors, balancers and Prometheus.

GET /livez    200 while the process answers at all: restart it when not
GET /readyz   200 when it can work, 503 with the reason when not: send it nothing until then
GET /metrics  Prometheus' text format, only for who may ask: 404 for everybody else
"""

import asyncio
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from asgiref.typing import ASGISendCallable, HTTPScope
from django.conf import settings
from django.db import Error
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST

from chairside.models.past_the_pool import past_the_pool
from chairside.web.metrics import exposition
from chairside.web.raw import answer, header

LONGEST = 5.0  # seconds; whoever asks has given up by then
VIA_PROXY = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip", b"forwarded", b"via")


async def tell_vital_signs(scope: HTTPScope, send: ASGISendCallable) -> bool:
    """Answer if the request is for one of the three addresses; say whether it was."""
    match scope["path"]:
        case "/livez":
            await answer(send, 200, b"alive")
        case "/readyz":
            await _tell_readiness(send)
        case "/metrics":
            await _tell_figures(scope, send)
        case _:
            return False
    return True


def may_read_figures(scope: HTTPScope) -> bool:
    """Whether who asks knows the token or, where none is set, sits at this machine and came by no proxy."""
    if settings.METRICS_TOKEN:
        return constant_time_compare(header(scope, b"authorization"), f"Bearer {settings.METRICS_TOKEN}")
    if any(header(scope, name) for name in VIA_PROXY):
        return False
    return _asks_for_loopback(scope) and _is_loopback(scope["client"][0] if scope["client"] else "")


async def _tell_readiness(send: ASGISendCallable) -> None:
    try:
        trouble = await asyncio.wait_for(sync_to_async(why_not_ready, thread_sensitive=False)(), LONGEST)
    except TimeoutError:
        trouble = "the database does not answer in time"
    await answer(send, 503 if trouble else 200, (trouble or "ready").encode())


async def _tell_figures(scope: HTTPScope, send: ASGISendCallable) -> None:
    if not may_read_figures(scope):
        await answer(send, 404)
        return
    figures = await sync_to_async(exposition, thread_sensitive=False)()
    await answer(send, 200, figures, CONTENT_TYPE_LATEST.encode())


def why_not_ready() -> str:
    """Give what keeps the program from working; nothing when all is well."""
    try:
        with past_the_pool() as cursor:
            cursor.execute("SELECT FROM django_migrations WHERE app = 'chairside' AND name = %s", [newest_migration()])
            return "" if cursor.rowcount else "the database lacks migrations: run chairside migrate"
    except Error:
        return "no database"


@cache
def newest_migration() -> str:
    """Name the last migration that this version brings."""
    [(_, name)] = MigrationLoader(None).graph.leaf_nodes("chairside")
    return str(name)


def _asks_for_loopback(scope: HTTPScope) -> bool:
    try:
        host = urlsplit(f"//{header(scope, b'host')}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
