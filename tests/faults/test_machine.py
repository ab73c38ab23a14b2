"""Anything may happen in any order: a generator of texts, a nemesis, and a checker, with fixed seeds."""

import contextlib
import itertools
import os
import signal
import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chairside.actions.check_again import check_again
from chairside.actions.mark_done import mark_done
from chairside.actions.refusals import Refused
from chairside.actions.release_waiting import release_waiting
from chairside.actions.send_again import NotAgain, send_again
from chairside.failpoint import POINTS
from chairside.models import Attempt, Message, QueuedMessage, TextNumber
from chairside.rules.delivery import RANK, Status
from tests.cast import knock, receive
from tests.faults.behaviours import BEHAVIOURS, Behaviour
from tests.faults.nursery import WORKER
from tests.faults.world import TIME_GOES_BY, Sent, World, sql

pytestmark = pytest.mark.django_db(transaction=True)

CONTACTS = 3
AFTERWARDS = {"sent", "delivered", "undelivered", "read"}
ANY_BEHAVIOUR = st.sampled_from([one for one in BEHAVIOURS if "closed" not in str(one.orders)])
CONTACT = st.integers(0, CONTACTS - 1)
PICK = st.integers(0, 99)
BREAK = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{WORKER}'"


class Sending(RuleBasedStateMachine):
    """One example: some contacts, some workers, and what befalls them."""

    world: World

    @initialize()
    def begin(self):
        self.world.sent.clear()
        self.world.order()
        self.threads = [self.world.contact() for _ in range(CONTACTS)]
        self.workers: list[int] = [self.world.work()]
        self.stopped: dict[str, datetime] = {}
        self.seen: dict[object, tuple[int, str]] = {}

    @rule(contact=CONTACT, behaviour=ANY_BEHAVIOUR)
    def ana_writes(self, contact, behaviour):
        thread = self.threads[contact]
        self.world.order(*self.world.script(), *behaviour.lines(thread.number))
        with contextlib.suppress(Refused):
            self.world.write(thread, behaviour)

    @rule(pick=PICK)
    def ana_sends_again(self, pick):
        if text := self.any_text(pick):
            with contextlib.suppress(NotAgain, Refused):
                message = Message.objects.select_related("thread").get(pk=text.message_id)
                again = send_again(self.world.cast.ana, message, datetime.now(UTC))
                if again.pk not in {one.message_id for one in self.world.sent}:
                    deaf = Behaviour("sent again", reports=False)
                    self.world.sent.append(Sent(again.pk, text.body, text.phone, deaf))

    @rule(pick=PICK, deed=st.sampled_from([check_again, release_waiting]))
    def ana_looks_or_releases(self, pick, deed):
        if text := self.any_text(pick):
            deed(self.world.cast.ana, Message.objects.get(pk=text.message_id))

    @rule(pick=PICK)
    def ana_is_done(self, pick):
        if text := self.any_text(pick):
            mark_done(self.world.cast.ana, Message.objects.get(pk=text.message_id), datetime.now(UTC))

    @rule(contact=CONTACT)
    def a_phone_says_stop(self, contact):
        phone = self.threads[contact].number
        receive(knock(phone, "STOP"), now=datetime.now(UTC))
        self.stopped.setdefault(phone, database_now())

    @rule(contact=CONTACT)
    def a_phone_says_start(self, contact):
        phone = self.threads[contact].number
        self.check_stopped(phone)
        receive(knock(phone, "START"), now=datetime.now(UTC))
        self.stopped.pop(phone, None)

    @rule()
    def a_worker_starts(self):
        if len(self.workers) < 3:
            self.workers.append(self.world.work())

    @rule(failpoint=st.sampled_from(POINTS))
    def a_worker_that_will_die(self, failpoint):
        if len(self.workers) < 3:
            self.workers.append(self.world.work(failpoint))

    @rule(pick=PICK, number=st.sampled_from([signal.SIGKILL, signal.SIGTERM]))
    def a_worker_ends(self, pick, number):
        if self.workers:
            pid = self.workers.pop(pick % len(self.workers))
            if self.world.nursery.ended(pid, 0) is None:
                self.world.nursery.kill(pid, number)

    @rule(pick=PICK)
    def a_worker_sleeps_while_time_goes_by(self, pick):
        living = [pid for pid in self.workers if self.world.nursery.ended(pid, 0) is None]
        self.workers = living
        if living:
            pid = living[pick % len(living)]
            os.kill(pid, signal.SIGSTOP)
            time.sleep(1.1)  # for longer than the database waits for it, and than a hand-over stays fresh
            sql(TIME_GOES_BY)
            os.kill(pid, signal.SIGCONT)

    @rule()
    def time_goes_by(self):
        sql(TIME_GOES_BY)

    @rule()
    def a_moment_passes(self):
        time.sleep(0.15)

    @rule()
    def the_database_drops_the_workers(self):
        sql(BREAK)

    @rule()
    def the_number_pauses(self):
        TextNumber.objects.filter(location=self.world.cast.downtown).update(paused_at=datetime.now(UTC))

    @rule()
    def the_number_resumes(self):
        TextNumber.objects.update(paused_at=None)

    @invariant()
    def no_status_goes_back(self):
        for text in self.world.sent:
            tries = Attempt.objects.filter(message_id=text.message_id).count()
            status = Message.objects.get(pk=text.message_id).status
            before_tries, before = self.seen.get(text.message_id, (0, "queued"))
            waits = QueuedMessage.objects.filter(message_id=text.message_id).exists()
            if tries == before_tries and before in AFTERWARDS and not waits:
                assert RANK[Status(status)] >= RANK[Status(before)], f"{before} became {status}"
            self.seen[text.message_id] = (tries, status)

    @invariant()
    def a_pair_has_one_text_under_way(self):
        pairs = list(Attempt.objects.filter(settled_at=None).values_list("from_number", "to_number"))
        assert len(pairs) == len(set(pairs))

    def teardown(self):
        if not hasattr(self, "workers"):
            return
        for pid in self.workers:
            if self.world.nursery.ended(pid, 0) is None:
                self.world.nursery.kill(pid)
        for phone in list(self.stopped):
            self.check_stopped(phone)
        self.world.quiet()
        for phone in list(self.stopped):
            self.check_stopped(phone)
        self.check_ledger()

    def check_ledger(self):
        """At most one machine send of every acknowledged text; every accepted text is bound; none is forgotten."""
        ledger = self.world.ledger()
        for body, texts in itertools.groupby(
            sorted(self.world.sent, key=lambda one: one.body), key=lambda one: one.body
        ):
            ids = [one.message_id for one in texts]
            taken = {one["sid"] for one in ledger if one["body"] == body}
            assert len(taken) <= len(ids), "the machine sent it twice"
            attempts = Attempt.objects.filter(message__in=ids)
            assert taken == {"SM" + one.carrier_id.hex for one in attempts if one.carrier_id}
            for message in Message.objects.filter(pk__in=ids, status="queued"):
                is_known = attempts.filter(message=message, outcome="accepted").exists()
                assert is_known or QueuedMessage.objects.filter(message=message).exists(), "it was forgotten"

    def check_stopped(self, phone):
        """Nothing leaves after STOP."""
        since = self.stopped.get(phone)
        if since:
            assert not Attempt.objects.filter(to_number=phone, started_at__gt=since).exists(), "a text left after STOP"

    def any_text(self, pick):
        return self.world.sent[pick % len(self.world.sent)] if self.world.sent else None


def database_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def play(world, number, examples, steps):
    machine = type("Sending", (Sending,), {"world": world})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(machine), settings=chosen)


def test_whatever_happens_nothing_is_lost_and_nothing_twice(world):
    play(world, 20261124, examples=4, steps=12)


@pytest.mark.faults
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_whatever_happens_for_long(world, number):
    play(world, number, examples=12, steps=25)
