"""Where the carrier knocks: raw ASGI in front of Django, so that a text waits for no page.

POST /hooks/<path token>/messages            a text came in
POST /hooks/<path token>/status/<attempt>    what became of one of ours
POST /hooks/<path token>/probe               the doctor asks whether the way works: nothing is kept or counted

Answers: 204 taken, 400 unreadable, 403 signature missing or wrong, 404 no such address, 405, 413,
503 come back later. No answer and no log line says anything of the text.
"""

import logging
import time
from datetime import UTC, datetime

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from django.conf import settings
from django.db import Error

from chairside.actions.apply_status_reports import Reported, ReportFate
from chairside.actions.count_forged_knock import count_forged_knock
from chairside.actions.receive_messages import Fate
from chairside.actions.receiving.address import Address, address_of
from chairside.actions.receiving.knock import knock_of
from chairside.actions.spooling.kept import Kept
from chairside.carriers.port import Envelope, ForgedKnock, UnreadableKnock
from chairside.carriers.twilio import open_envelope, read_inbound, read_status
from chairside.models import TextNumber
from chairside.web.aside import ask_aside
from chairside.web.doors import Doors, Unanswered
from chairside.web.intake import DoorClosed, Intake
from chairside.web.metrics import FORGED, PUT_ASIDE, kind_of, of_reports, of_requests, of_texts
from chairside.web.raw import TooLarge, answer, body_of, header

log = logging.getLogger(__name__)

LARGEST_KNOCK = 64 * 1024  # bytes; a text with ten media addresses stays under 8 KB

Parameters = list[tuple[str, str]]


class Hooks:
    """The carrier's door: who knocks, with what, and what they are told."""

    def __init__(self, intake: Intake | None = None) -> None:
        self.intake = intake or Intake()
        self.doors = Doors()

    def open(self) -> None:
        """Begin to take; raises `SpoolUnwritable`."""
        self.intake.open()

    async def close(self) -> None:
        """Finish what waits, then stop."""
        await self.intake.close()
        await self.doors.close()

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Answer one request of the carrier."""
        began = time.perf_counter()
        kind = "none"
        try:
            status = await self._status(scope, receive)
            await answer(send, status)
            kind = kind_of(status)
        finally:
            of_requests("webhook", kind).observe(time.perf_counter() - began)

    async def _status(self, scope: HTTPScope, receive: ASGIReceiveCallable) -> int:
        address = address_of(scope["path"])
        if address is None:
            return 404
        if scope["method"] != "POST":
            return 405
        try:
            envelope = await _envelope(scope, receive)
            return await self._taken(address, envelope)
        except TooLarge:
            return 413
        except UnreadableKnock:
            return 400
        except DoorClosed:
            return 503

    async def _taken(self, address: Address, envelope: Envelope) -> int:
        try:
            number = await self.doors.number(address.path_token)
        except Unanswered:
            if address.is_probe:
                return 503
            # the database is away and we know no token to check with: that is done when it is back
            await self.intake.keep(Kept(datetime.now(UTC), envelope, is_checked=False))
            return 204
        if number is None:
            return 404
        try:
            parameters = await self._checked(envelope, number)
        except ForgedKnock:
            if not address.is_probe:
                FORGED.inc()
                await _count_forged(number)
            return 403
        if address.is_probe:
            return 204
        kept = Kept(datetime.now(UTC), envelope, is_checked=True)
        if address.attempt_token is None:
            return await self._take_text(number, parameters, kept)
        return await self._take_report(number, address.attempt_token, parameters, kept)

    async def _checked(self, envelope: Envelope, number: TextNumber) -> Parameters:
        """Give the parameters of a knock whose signature is right."""
        try:
            return open_envelope(envelope, number.tokens, settings.PUBLIC_URL)
        except ForgedKnock:
            # perhaps the token was changed a moment ago: look once more before saying no
            fresh = await self.doors.number(number.path_token, fresh=True)
            if fresh is None or fresh.tokens == number.tokens:
                raise
            return open_envelope(envelope, fresh.tokens, settings.PUBLIC_URL)

    async def _take_text(self, number: TextNumber, parameters: Parameters, kept: Kept) -> int:
        fate = await self.intake.texts.take(knock_of(read_inbound(parameters), door=number.number), kept)
        of_texts(fate or PUT_ASIDE).inc()
        return 400 if fate is Fate.REFUSED else 204

    async def _take_report(self, number: TextNumber, token: str, parameters: Parameters, kept: Kept) -> int:
        reported = Reported(number.location_id, token, read_status(parameters))
        fate = await self.intake.reports.take(reported, kept)
        of_reports(fate or PUT_ASIDE).inc()
        return 404 if fate is ReportFate.OF_NOTHING_OURS else 204


async def _envelope(scope: HTTPScope, receive: ASGIReceiveCallable) -> Envelope:
    body = await body_of(scope, receive, LARGEST_KNOCK)
    path = (scope["raw_path"] or scope["path"].encode()).decode("latin-1")
    return Envelope(path, scope["query_string"].decode("latin-1"), header(scope, b"x-twilio-signature"), body)


async def _count_forged(number: TextNumber) -> None:
    try:
        await ask_aside(count_forged_knock, number, datetime.now(UTC))
    except Error:
        log.warning("A forged knock could not be counted")
