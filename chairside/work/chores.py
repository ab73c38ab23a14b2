"""What runs unasked, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from asgiref.sync import sync_to_async

from chairside.actions.beat import beat
from chairside.actions.campaigns.plan_campaigns import plan_campaigns
from chairside.actions.campaigns.release_campaigns import release_campaigns
from chairside.actions.check_attempt import attempts_to_check, check_attempt
from chairside.actions.communications.plan import plan
from chairside.actions.communications.release import release_due
from chairside.actions.emails.send_emails import send_emails
from chairside.actions.import_runs.purge_imports import purge_imports
from chairside.actions.locations.prove_number import send_tests
from chairside.actions.schedule.mark_late import mark_late
from chairside.actions.scheduled.send_scheduled import send_scheduled
from chairside.actions.scheduled.tell_writer import tell_writers
from chairside.actions.sending.database_time import database_time
from chairside.actions.sending.give_back import give_back_expired
from chairside.actions.statements.mail_instead import mail_instead
from chairside.actions.tasks.list_unreachable import list_unreachable
from chairside.actions.threads.wake_threads import wake_threads
from chairside.carriers.port import Carrier
from chairside.work.imports import carry_imports_on

WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing to do again and again; `every` in seconds."""

    name: str
    every: float
    do: Callable[[], Awaitable[None]]


def chores(carrier: Carrier, carrier_url: str, public_url: str) -> list[Chore]:
    """Give all chores of the worker."""

    async def look_after_attempts() -> None:
        attempts = await sync_to_async(attempts_to_check)()
        await asyncio.gather(*(check_attempt(attempt_id, carrier, carrier_url) for attempt_id in attempts))

    async def give_back_what_expired() -> None:
        await sync_to_async(give_back_expired)()

    async def give_sign_of_life() -> None:
        await sync_to_async(beat)(WORKER, datetime.now(UTC))

    async def send_test_texts() -> None:
        await send_tests(carrier, public_url, carrier_url, datetime.now(UTC))

    async def mark_who_is_late() -> None:
        await sync_to_async(mark_late)(datetime.now(UTC))

    async def wake_what_was_snoozed() -> None:
        await sync_to_async(wake_threads)(datetime.now(UTC))

    async def send_what_was_scheduled() -> None:
        await sync_to_async(send_scheduled)(datetime.now(UTC))
        await sync_to_async(tell_writers)(datetime.now(UTC))

    async def list_who_is_unreachable() -> None:
        await sync_to_async(list_unreachable)(datetime.now(UTC))

    async def forget_old_imports() -> None:
        await sync_to_async(purge_imports)(datetime.now(UTC))

    return [
        Chore("attempts without an answer", 1.0, look_after_attempts),
        Chore("texts that waited too long", 5.0, give_back_what_expired),
        Chore("test texts", 1.0, send_test_texts),
        Chore("scheduled messages", 1.0, send_what_was_scheduled),
        Chore("snoozed conversations", 1.0, wake_what_was_snoozed),
        Chore("who is unreachable before the next working day", 60.0, list_who_is_unreachable),
        Chore("imports", 0.5, carry_imports_on),
        Chore("imports older than a day", 60.0, forget_old_imports),
        Chore("who is late", 10.0, mark_who_is_late),
        Chore("emails", 2.0, _send_emails),
        Chore("texts to plan", 60.0, _plan_texts),
        Chore("texts that are due", 1.0, _release_texts),
        Chore("campaigns", 1.0, _send_campaigns),
        Chore("sign of life", 5.0, give_sign_of_life),
    ]


async def _send_emails() -> None:
    await sync_to_async(lambda: mail_instead(database_time()))()
    await sync_to_async(lambda: send_emails(database_time()))()


async def _plan_texts() -> None:
    await sync_to_async(lambda: plan(database_time()))()


async def _release_texts() -> None:
    # by the database's clock: a worker whose own is wrong neither hurries nor holds a text
    while await sync_to_async(lambda: release_due(database_time()))():
        pass


async def _send_campaigns() -> None:
    await sync_to_async(lambda: plan_campaigns(database_time()))()
    while await sync_to_async(lambda: release_campaigns(database_time()))():
        pass
