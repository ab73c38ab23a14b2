"""The sender and a STOP that comes while a text is written down already and waits for a free call."""

import asyncio
from types import SimpleNamespace
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.utils import timezone

from chairside.actions.send_reply import Reply, send_reply
from chairside.live.changes import QUEUE
from chairside.live.listener import Listener
from chairside.models import Attempt, Message
from chairside.work import sender as sender_module
from chairside.work.held_back import REMEMBERED, HeldBack
from chairside.work.sender import FOR_REPLIES, IN_FLIGHT, Sender
from tests.cast import knock, receive
from tests.sending import URL, FakeCarrier

KEN = "+13125559999"
pytestmark = pytest.mark.django_db(transaction=True)


class SlowCarrier(FakeCarrier):
    """Answers nobody before it is told to."""

    def __init__(self):
        super().__init__()
        self.answers = asyncio.Event()

    async def send(self, account, **text):
        self.handed.append(text)
        await self.answers.wait()
        return await FakeCarrier.send(SimpleNamespace(handed=[], answer=None), account, **text)


async def until(ready):
    async with asyncio.timeout(20):
        while not await sync_to_async(ready)():  # noqa: ASYNC110 - a test looks
            await asyncio.sleep(0.02)


def test_a_text_that_waits_for_a_free_call_does_not_leave_after_stop(live_cast):
    cast = live_cast
    busy = IN_FLIGHT + FOR_REPLIES
    numbers = [f"+1312555{number:04}" for number in range(busy)] + [KEN]
    for number in numbers:
        thread = cast.thread(cast.person("Ken Ito", number))
        said = send_reply(cast.ana, thread, Reply("On our way", uuid4()), timezone.now())

    async def work():
        carrier = SlowCarrier()
        sender = Sender(carrier, public_url=URL, carrier_url=URL, continuing=SimpleNamespace(counted=0))
        tasks = [
            asyncio.create_task(sender.run()),
            asyncio.create_task(Listener(QUEUE, sender.wake, sender.wake).run()),
        ]
        await until(lambda: Attempt.objects.filter(message=said).exists())
        await until(lambda: len(carrier.handed) == busy)
        await sync_to_async(receive)(knock(KEN, "STOP"), now=timezone.now())
        await asyncio.sleep(0.2)  # the bell has rung
        carrier.answers.set()
        await until(lambda: Message.objects.get(pk=said.pk).status == "failed")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return [text["to_number"] for text in carrier.handed]

    handed = async_to_sync(work)()
    assert sorted(handed) == sorted(numbers[:-1])
    assert Attempt.objects.filter(outcome="accepted").count() == busy


def test_who_is_held_back_is_forgotten_when_nothing_of_theirs_could_set_out(monkeypatch):
    held, first, second = HeldBack(), uuid4(), uuid4()
    now = [100.0]
    monkeypatch.setattr("chairside.work.held_back.monotonic", lambda: now[0])
    held.add(first)
    now[0] += REMEMBERED - 1
    held.add(second)
    assert first in held
    assert second in held
    now[0] += 2
    held.add(second)
    assert first not in held


def test_an_end_that_cannot_be_written_down_holds_up_no_other(live_cast, monkeypatch, caplog):
    cast = live_cast
    texts = [
        send_reply(cast.ana, cast.thread(cast.person("Ken Ito", number)), Reply("On our way", uuid4()), timezone.now())
        for number in ("+13125559998", KEN)
    ]
    cursed = []

    def settle(endings):
        if not cursed:
            cursed.append(endings[0].attempt_id)
        if cursed[0] in {ending.attempt_id for ending in endings}:
            raise TypeError("CANARY")
        return genuine(endings)

    genuine = sender_module.settle
    monkeypatch.setattr(sender_module, "settle", settle)

    async def work():
        sender = Sender(FakeCarrier(), public_url=URL, carrier_url=URL, continuing=SimpleNamespace(counted=0))
        task = asyncio.create_task(sender.run())
        await until(lambda: Attempt.objects.filter(message__in=texts, outcome="accepted").count() == 1)
        third = await sync_to_async(lambda: cast.thread(cast.person("Mia Berg", "+13125559997")))()
        later = await sync_to_async(send_reply)(cast.ana, third, Reply("And again", uuid4()), timezone.now())
        sender.wake()
        await until(lambda: Attempt.objects.filter(message=later, outcome="accepted").exists())
        task.cancel()
        await asyncio.wait([task])

    async_to_sync(work)()
    assert "TypeError" in caplog.text
    assert "CANARY" not in caplog.text
