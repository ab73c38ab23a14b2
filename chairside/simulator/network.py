"""What the carrier does: takes texts from the practice, delivers them, and brings texts to it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chairside.simulator.faults import Faults
from chairside.simulator.keywords import ANSWERS, is_answered, keyword
from chairside.simulator.ledger import Ledger
from chairside.simulator.orders import read_numbers
from chairside.simulator.pictures import pictures
from chairside.simulator.samples import SAMPLES
from chairside.simulator.shelf import Shelf
from chairside.simulator.texts import BadOrder, Number, OptOut, Phone, Text, new_sid, now
from chairside.simulator.twilio_forms import VERSION, inbound_parameters, status_parameters
from chairside.simulator.watchers import Watchers
from chairside.simulator.webhooks import Webhooks

POOL = "MG" + "5" * 32
"""The messaging service through which texts come on order."""


@dataclass(frozen=True)
class Pace:
    """How long a text takes, in seconds from its acceptance."""

    sent: float = 0.05
    delivered: float = 0.3


@dataclass(frozen=True)
class Report:
    """One status callback to make, and what spoils it."""

    text: Text
    number: Number
    parameters: dict[str, str]
    fault: dict[str, Any]


class Network:
    """The carrier's inside: numbers, phones, ledger, faults, and the tasks under way."""

    def __init__(self, directory: Path, numbers: object = None, pace: Pace | None = None) -> None:
        self.faults = Faults()
        self.watchers = Watchers()
        self.numbers: dict[str, Number] = {}
        self.phones: dict[str, Phone] = {}
        self._webhooks = Webhooks()
        if numbers is not None:
            self.know(numbers)
        self.ledger = Ledger(directory)
        self.shelf = Shelf(directory)
        self._pace = pace or Pace()
        self._first_reports: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def know(self, given: object) -> None:
        """Take the practice's numbers and the known phones; raise `BadOrder` when they make no sense."""
        numbers, phones, self._webhooks.routes = read_numbers(given)
        self.numbers = {one.number: one for one in numbers}
        self.phones = {one.number: one for one in phones}
        self.watchers.tell("all")

    async def start(self) -> None:
        """Go on with what a restart found under way: an accepted text is delivered."""
        for text in self.ledger.on_the_way():
            if number := self.numbers.get(text.sender):
                self._run(self._deliver(text, number))

    async def close(self) -> None:
        """End all that is under way; the ledger keeps it."""
        self.watchers.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._webhooks.close()
        self.ledger.close()

    def everyone(self) -> list[Phone]:
        """Give all phones: those known, those added, and those that took part."""
        seen = {number for text in self.ledger.texts.values() for number in (text.sender, text.to)}
        others = {number: Phone(number) for number in sorted(seen - set(self.numbers))}
        return list({**others, **self.ledger.phones, **self.phones}.values())

    def phone(self, number: str) -> Phone:
        """Give what is known of a phone."""
        return self.phones.get(number) or self.ledger.phones.get(number) or Phone(number)

    def accept(self, number: Number, to: str, body: str, status_url: str) -> Text:
        """Take a text from the practice, and begin to deliver it."""
        text = self.ledger.add(_text(number, to, body, status="queued", status_url=status_url or number.status_url))
        self._run(self._deliver(text, number))
        return text

    async def bring(self, phone: str, number: Number, given: dict[str, Any], origin: str = "") -> tuple[Text, int]:
        """Bring a phone's text to the practice; gives the text and the webhook's status (0: none).

        A sid that is known brings the same text once more, and nothing else happens by it. `origin` is
        our own address, at which its pictures are to be had.
        """
        fault = self.faults.meet("inbound", number.number, sender=phone)
        text = self.ledger.texts.get(given["sid"])
        if text is None:
            text = self._take(phone, number, _changed(given, fault), origin)
            self._mind_keyword(keyword(text.body), phone, number)
        elif (text.sender, text.to, text.body) != (phone, number.number, given["body"]):
            raise BadOrder("This sid is another text's; give the same to and body, or leave sid out.")
        said = keyword(text.body) if number.opt_out is OptOut.ADVANCED else ""
        pool = {"MessagingServiceSid": POOL} if fault.get("pool") else {}
        parameters = inbound_parameters(text, said) | pool | given["params"]
        status = await self._webhooks.knock(number, number.inbound_url, parameters, fault)
        self.ledger.answered(text.sid, status)
        self.watchers.tell(phone)
        return text, status

    def _take(self, phone: str, number: Number, given: dict[str, Any], origin: str) -> Text:
        sid = given["sid"] or new_sid("MM" if given["media"] else "SM")
        text = Text(
            sid=sid,
            account_sid=number.account_sid,
            sender=phone,
            to=number.number,
            body=given["body"],
            direction="inbound",
            status="received",
            at=now(),
            media=[
                self._shelved(one, f"{origin}/{VERSION}/Accounts/{number.account_sid}/Messages/{sid}")
                for one in given["media"]
            ],
        )
        kept = self.ledger.add(text)
        self.watchers.tell(phone)
        return kept

    def _shelved(self, media: dict[str, Any], message: str) -> dict[str, str]:
        """Put a picture on the shelf; one that lies elsewhere is only named."""
        if "url" in media:
            return media
        content_type, content = (
            pictures()[media["picture"]] if "picture" in media else (media["content_type"], media["content"])
        )
        sid = self.shelf.put(content_type, content)
        return {"sid": sid, "url": f"{message}/Media/{sid}", "content_type": content_type}

    def _mind_keyword(self, said: str, phone: str, number: Number) -> None:
        if number.opt_out is OptOut.OFF:
            return
        blocked = (phone, number.number) in self.ledger.blocked
        if said == "STOP" and not blocked:
            self.ledger.block(phone, number.number)
        elif said == "START" and blocked:
            self.ledger.unblock(phone, number.number)
        if is_answered(said, blocked=blocked):
            answer = _text(number, phone, ANSWERS[said], status="delivered", by_carrier=True)
            answer.times = {"sent": answer.at, "delivered": answer.at}
            self.ledger.add(answer)

    async def reported(self, text: Text) -> None:
        """Wait until the first status callback of an accepted text was answered, or lost."""
        while "queued" not in text.times or text.sid in self._first_reports:  # noqa: ASYNC110 - a moment
            await asyncio.sleep(0.001)

    async def _deliver(self, text: Text, number: Number) -> None:
        fault = self.faults.meet("delivery", text.to, sender=text.sender)
        last = fault.get("status", "delivered")
        report: asyncio.Task[None] | None = None
        held: Report | None = None
        for status, pause in self._way(last):
            if status in text.times:
                continue
            await asyncio.sleep(pause)
            self.ledger.move(text.sid, status, fault.get("code") if status == last else None)
            self.watchers.tell(text.to)
            spoilt = self.faults.meet("status", text.to, status, sender=text.sender)
            made = Report(text, number, status_parameters(text, status), spoilt)
            if spoilt.get("reorder") and held is None:
                held = made
                continue
            report = self._send(made, report)
            if held:
                report, held = self._send(held, report), None
        if held:
            self._send(held, report)

    def _way(self, last: str) -> list[tuple[str, float]]:
        way = [("queued", 0.0), ("sent", self._pace.sent)]
        return way if last == "sent" else [*way, (last, self._pace.delivered - self._pace.sent)]

    def _send(self, report: Report, before: asyncio.Task[None] | None) -> asyncio.Task[None] | None:
        """Call back after the report before it; one that is ordered to be late is waited for by none."""
        is_late = bool(report.fault.get("delay"))
        task = self._run(self._call_back(report, None if is_late else before))
        if before is None:
            self._first_reports.add(report.text.sid)
            task.add_done_callback(lambda _: self._first_reports.discard(report.text.sid))
        return before if is_late else task

    async def _call_back(self, report: Report, before: asyncio.Task[None] | None) -> None:
        if before:
            await asyncio.wait([before])
        await self._webhooks.knock(report.number, report.text.status_url, report.parameters, report.fault)

    def _run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _changed(given: dict[str, Any], fault: dict[str, Any]) -> dict[str, Any]:
    """Give the text that was ordered instead of the one that was written."""
    names = sorted(pictures())
    drawn = [{"picture": names[place % len(names)]} for place in range(fault.get("pictures", 0))]
    body = SAMPLES[fault["body"]] if "body" in fault else given["body"]
    return {**given, "body": body, "media": given["media"] + drawn}


def _text(number: Number, to: str, body: str, *, status: str, status_url: str = "", by_carrier: bool = False) -> Text:
    return Text(
        sid=new_sid(),
        account_sid=number.account_sid,
        sender=number.number,
        to=to,
        body=body,
        direction="outbound",
        status=status,
        at=now(),
        status_url=status_url,
        by_carrier=by_carrier,
    )
