"""Prove a location's number: a text to a phone of the staff, its delivery, and the answer that comes back.

It is sent at most once: the moment is written down before the carrier is called, and a test whose
outcome is unknown simply stays without an answer; the next test is one click away.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import transaction

from chairside.actions.locations.telling import write_down
from chairside.actions.receiving.lookups import TEST_ANSWER_WITHIN
from chairside.carriers.port import Account, Carrier, CarrierFailure, CarrierStatus, StatusReport
from chairside.models import ConsentEntry, Continuity, Location, TextNumber, TextNumberTest, User
from chairside.rules.phones import NumberState, state_of, to_e164
from chairside.rules.wording import Words, say

MOST_AN_HOUR = 6
DELIVERED = frozenset({CarrierStatus.DELIVERED, CarrierStatus.READ})
LOST = frozenset({CarrierStatus.FAILED, CarrierStatus.UNDELIVERED, CarrierStatus.CANCELED})


class CannotTest(Exception):
    """No test text can be sent there; `words` say why and what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


@dataclass(frozen=True, slots=True)
class Handing:
    """One test on its way to the carrier."""

    test_id: UUID
    account: Account
    from_number: str
    to: str
    body: str
    status_path: str

    def __repr__(self) -> str:
        return f"Handing({self.test_id})"


@transaction.atomic
def ask_for_test(location: Location, phone: str, *, by: User, now: datetime, body: str = "") -> TextNumberTest:
    """Note that a test is wanted; the worker sends it within a second. Raises `CannotTest`.

    With a `body` it is a sample of an automated text.
    """
    number = to_e164(phone)
    own = TextNumber.objects.filter(location=location).first()
    if own is None or not own.account_sid:
        raise CannotTest(say("This location has no text number yet. Connect one with: chairside number connect."))
    if number is None or state_of(number) is not NumberState.MOBILE:
        raise CannotTest(say("That is no mobile number. Type the number of a phone that you have at hand."))
    if number == own.number:
        raise CannotTest(say("That is the location's own number. Type the number of a phone that you have at hand."))
    if ConsentEntry.objects.opted_out(location.organization_id, number):
        raise CannotTest(say("That phone has opted out of texts. Text START from it, or type another number."))
    recent = TextNumberTest.objects.filter(location=location, begun_at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        raise CannotTest(say("Six tests have been sent within the hour. Wait a little before the next."))
    test = TextNumberTest.objects.create(
        organization_id=location.organization_id,
        location=location,
        by=by,
        to=number,
        # no answer to a sample is awaited: nobody can guess its code
        code=secrets.token_hex(4) if body else f"{secrets.randbelow(9000) + 1000}",
        body=body,
        begun_at=now,
    )
    write_down(location, "sent a sample text" if body else "sent a test text", {}, by=by, now=now)
    return test


async def send_tests(carrier: Carrier, public_url: str, carrier_url: str, now: datetime) -> None:
    """Hand over every test that waits."""
    for handing in await sync_to_async(_take)(now, carrier_url):
        try:
            await carrier.send(
                handing.account,
                from_number=handing.from_number,
                to_number=handing.to,
                body=handing.body,
                status_url=public_url + handing.status_path,
            )
        except CarrierFailure as failure:
            await sync_to_async(_mark)(handing.test_id, failed_at=now, error_code=failure.code)
        else:
            await sync_to_async(_mark)(handing.test_id, accepted_at=now)


def apply_test_report(location_id: UUID, token: str, report: StatusReport, now: datetime) -> bool:
    """Note what became of a test; give whether the token names one."""
    test = TextNumberTest.objects.filter(location_id=location_id, token=token).first()
    if test is None:
        return False
    if report.status in DELIVERED and test.delivered_at is None:
        _mark(test.pk, delivered_at=now)
    elif report.status in LOST and test.delivered_at is None:
        _mark(test.pk, failed_at=now, error_code=report.error_code)
    return True


@transaction.atomic
def _take(now: datetime, carrier_url: str) -> list[Handing]:
    if not Continuity.objects.allows_sending(0):
        return []
    waiting = TextNumberTest.objects.select_for_update(skip_locked=True).filter(handed_at__isnull=True)
    taken = []
    for test in waiting.filter(begun_at__gt=now - TEST_ANSWER_WITHIN):
        number = TextNumber.objects.get(location_id=test.location_id)
        _mark(test.pk, handed_at=now)
        taken.append(_handing(test, number, carrier_url))
    return taken


def _handing(test: TextNumberTest, number: TextNumber, carrier_url: str) -> Handing:
    return Handing(
        test_id=test.pk,
        account=Account(number.account_sid, number.auth_token, number.previous_auth_token, api_url=carrier_url),
        from_number=number.number,
        to=test.to,
        body=test.body or f"Chairside test {test.code}. Reply with this number to prove the way back.",
        status_path=f"/hooks/{number.path_token}/status/{test.token}",
    )


def _mark(test_id: UUID, **columns: object) -> None:
    TextNumberTest.objects.filter(pk=test_id).update(**columns)
