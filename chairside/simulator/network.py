"""What the carrier does: takes texts from the practice, delivers them, and brings texts to it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import aiohttp

from chairside.simulator.faults import Faults
from chairside.simulator.ledger import Ledger
from chairside.simulator.texts import (
    BadOrder,
    Number,
    Phone,
    Text,
    keyword,
    new_sid,
    now,
)
from chairside.simulator.twilio_forms import inbound_parameters, signature, status_parameters

log = logging.getLogger(__name__)

UNTIL_SENT = 0.05  # seconds
UNTIL_DELIVERED = 0.25
WEBHOOK_LIMIT = 15.0  # seconds, as with Twilio

KEYWORD_ANSWERS = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


class Network:
    """The carrier's inside: numbers, phones, ledger, faults, and the tasks under way."""

    def __init__(self, directory: Path, numbers: object = None) -> None:
        self.ledger = Ledger(directory)
        self.faults = Faults()
        self.numbers: dict[str, Number] = {}
        self.phones: dict[str, Phone] = {}
        self.watchers: set[asyncio.Queue[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        if numbers is not None:
            self.know(numbers)

    def know(self, given: object) -> None:
        """Take the practice's numbers and the known phones; raise `BadOrder` when they make no sense."""
        if not isinstance(given, dict) or not isinstance(given.get("numbers"), list):
            raise BadOrder('Send {"numbers": [...], "phones": [...]}.')
        try:
            numbers = [Number(**one) for one in given["numbers"]]
            phones = [Phone(**one) for one in given.get("phones", [])]
        except TypeError as error:
            raise BadOrder(f"A number or phone is not as it should be: {error}.") from None
        self.numbers = {one.number: one for one in numbers}
        self.phones = {one.number: one for one in phones}

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
        self.ledger.close()

    def everyone(self) -> list[Phone]:
        """Give all phones: those known, those added, and those that took part."""
        seen = {number for text in self.ledger.texts.values() for number in (text.sender, text.to)}
        others = {number: Phone(number) for number in sorted(seen - set(self.numbers))}
        return list({**others, **self.ledger.phones, **self.phones}.values())

    def accept(self, number: Number, to: str, body: str, status_url: str) -> Text:
        """Take a text from the practice, and begin to deliver it."""
        text = Text(
            sid=new_sid(),
            account_sid=number.account_sid,
            sender=number.number,
            to=to,
            body=body,
            direction="outbound",
            status="queued",
            at=now(),
            status_url=status_url,
        )
        self.ledger.add(text)
        self._changed()
        self._run(self._deliver(text, number))
        return text

    async def bring(
        self, phone: str, number: Number, body: str, *, sid: str = "", media: list[dict[str, str]]
    ) -> tuple[Text, int]:
        """Bring a phone's text to the practice; gives the text and the webhook's status (0: none)."""
        text = self.ledger.texts.get(sid) or Text(
            sid=sid or new_sid(),
            account_sid=number.account_sid,
            sender=phone,
            to=number.number,
            body=body,
            direction="inbound",
            status="received",
            at=now(),
            media=media,
        )
        if text.sid not in self.ledger.texts:
            self.ledger.add(text)
        said = keyword(body)
        self._obey(said, phone, number)
        status = await self._knock(text, number, said if number.answers_keywords else "")
        if said and number.answers_keywords:
            self._answer(said, phone, number)
        self._changed()
        return text, status

    def _obey(self, said: str, phone: str, number: Number) -> None:
        if said == "STOP":
            self.ledger.block(phone, number.number)
        elif said == "START":
            self.ledger.unblock(phone, number.number)

    def _answer(self, said: str, phone: str, number: Number) -> None:
        self.ledger.add(
            Text(
                sid=new_sid(),
                account_sid=number.account_sid,
                sender=number.number,
                to=phone,
                body=KEYWORD_ANSWERS[said],
                direction="outbound",
                status="delivered",
                at=now(),
                by_carrier=True,
            )
        )

    async def _knock(self, text: Text, number: Number, said: str) -> int:
        fault = self.faults.meet("inbound", text.to)
        if fault.get("lose") or not number.inbound_url:
            return 0
        parameters = inbound_parameters(text, said)
        times = 2 if fault.get("double") else 1
        answers = await asyncio.gather(
            *(self._post(number, number.inbound_url, parameters, forged=bool(fault.get("forge"))) for _ in range(times))
        )
        return answers[0]

    async def _deliver(self, text: Text, number: Number) -> None:
        fault = self.faults.meet("delivery", text.to)
        last = fault.get("status", "delivered")
        for status, pause in (("queued", 0.0), ("sent", UNTIL_SENT), (last, UNTIL_DELIVERED)):
            await asyncio.sleep(pause)
            code = fault.get("code") if status == last else None
            self.ledger.move(text.sid, status, code)
            self._changed()
            await self._report(text, number, status)

    async def _report(self, text: Text, number: Number, status: str) -> None:
        fault = self.faults.meet("status", text.to)
        if fault.get("lose") or not text.status_url:
            return
        await asyncio.sleep(fault.get("delay", 0))
        for _ in range(2 if fault.get("double") else 1):
            await self._post(number, text.status_url, status_parameters(text, status))

    async def _post(self, number: Number, url: str, parameters: dict[str, str], *, forged: bool = False) -> int:
        signed = "forged" if forged else signature(number, url, parameters)
        try:
            async with self._web().post(
                url, data=parameters, headers={"X-Twilio-Signature": signed}, allow_redirects=False
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            log.info("A webhook was not answered")
            return 0

    def _web(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WEBHOOK_LIMIT))
        return self._session

    def _changed(self) -> None:
        for watcher in self.watchers:
            if watcher.empty():
                watcher.put_nowait(None)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def read_numbers(path: Path | None) -> object:
    """Read the file of numbers; none is no number at all."""
    return json.loads(path.read_text()) if path and path.exists() else None
