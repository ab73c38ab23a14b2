"""A carrier that answers as it is told, and a worker's steps one after another."""

from uuid import uuid4

from asgiref.sync import async_to_sync
from django.db import connection

from chairside.actions.check_attempt import check_attempt
from chairside.actions.deliver_message import deliver_message, fresh_until
from chairside.actions.sending.begin import begin
from chairside.actions.sending.claim import claim
from chairside.actions.sending.settle import settle
from chairside.carriers.port import Accepted, CarrierStatus, Listing, Unknown
from chairside.models import Attempt

URL = "http://carrier"


class FakeCarrier:
    """Answers as it is told, and remembers what it was handed."""

    def __init__(self, answer=None, listed=(), now=None):
        self.answer = answer
        self.listed = listed
        self.now = now
        self.handed = []

    async def send(self, account, **text):
        self.handed.append(text)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or Accepted(uuid4(), CarrierStatus.QUEUED)

    async def list_texts(self, account, **wanted):
        return self.listed

    async def list_sent(self, account, **wanted):
        if isinstance(self.listed, Exception):
            raise self.listed
        return Listing(self.listed, self.now)

    async def fetch(self, account, carrier_id):
        raise Unknown("not asked for here")

    async def check(self, account):
        return None

    async def close(self):
        return None


def run_sql(statement, *values):
    """Change what only time would change."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def all_due():
    """Everything that waits is due by the database's clock, and no number rests."""
    run_sql(
        "UPDATE chairside_queuedmessage SET due_at = now() - interval '1 second', expires_at = now() + interval '1 hour'"
    )
    run_sql("UPDATE chairside_textnumber SET rests_until = NULL")


def due(most=10):
    """Claim everything that waits."""
    all_due()
    return claim(most).taken


def begun(claims=None):
    """Write down attempts for what waits."""
    return begin(due() if claims is None else claims, URL)


def deliver(carrier, claims=None):
    """Take a worker's steps for what waits: claim, begin, hand over, settle; gives how many were handed over."""
    hand_overs = begun(claims)
    endings = [
        async_to_sync(deliver_message)(one, carrier, public_url="https://text.example.com", not_after=fresh_until())
        for one in hand_overs
    ]
    settle(endings)
    return len(endings)


def lease_runs_out():
    """A worker sleeps for longer than its leases hold."""
    run_sql("UPDATE chairside_queuedmessage SET leased_until = now() - interval '1 second'")


def older(attempt, seconds):
    """So much time goes by since the attempt began."""
    run_sql(
        "UPDATE chairside_attempt SET started_at = started_at - make_interval(secs => %s) WHERE id = %s",
        seconds,
        attempt.pk,
    )


def check(attempt, texts, **more):
    """Look once at the carrier's list."""
    async_to_sync(check_attempt)(attempt.pk, FakeCarrier(listed=texts, **more), URL)
    attempt.refresh_from_db()


def only_attempt():
    return Attempt.objects.get()
