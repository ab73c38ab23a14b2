"""What a user sent again, or is done with, neither the machine nor the carrier's late word makes work of once more."""

from uuid import uuid4

import pytest

from chairside.actions.apply_status_report import apply_status_report
from chairside.actions.mark_done import mark_done
from chairside.actions.send_again import send_again
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.threads.finish_thread import finish_thread
from chairside.carriers.port import StatusReport, Unknown
from chairside.models import Attempt, Message, Thread, Undeliverable
from tests.cast import NOW
from tests.sending import FakeCarrier, check, deliver, older

KEN = "+13125550121"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unknown(live_cast):
    """A text of which nobody knows whether it left."""
    thread = live_cast.thread(live_cast.person("Ken Ito", KEN))
    message = send_reply(live_cast.ana, thread, Reply("On our way", uuid4()), NOW)
    deliver(FakeCarrier(Unknown("cut")))
    message.refresh_from_db()
    return message


def report(cast, attempt, said, code=None):
    attempt.refresh_from_db()
    told = StatusReport(attempt.carrier_id or uuid4(), said, code)
    return apply_status_report(cast.downtown.pk, attempt.token, told, NOW)


def sent_again(cast, message):
    first = Attempt.objects.get()
    send_again(cast.ana, message, NOW)
    assert deliver(FakeCarrier()) == 1
    report(cast, Attempt.objects.order_by("-id").first(), "delivered")
    return first


def open_work():
    return Undeliverable.objects.filter(done_at=None).count()


@pytest.mark.parametrize("before", [[], ["sent"]])
@pytest.mark.parametrize("code", [30003, 30001, 30022])
def test_the_machine_does_not_send_the_first_one_too(live_cast, unknown, before, code):
    first = sent_again(live_cast, unknown)
    for said in before:
        report(live_cast, first, said)
    report(live_cast, first, "undelivered", code)
    carrier = FakeCarrier()
    deliver(carrier)
    assert carrier.handed == []
    assert open_work() == 0


def test_without_a_second_one_the_machine_tries_it_later(live_cast, unknown):
    report(live_cast, Attempt.objects.get(), "undelivered", 30003)
    unknown.refresh_from_db()
    assert unknown.status == "queued"


def test_at_the_last_look_what_was_sent_again_is_no_work(live_cast, unknown):
    first = sent_again(live_cast, unknown)
    older(first, 601)
    check(first, [])
    assert open_work() == 0


def test_done_stays_done_while_the_carriers_list_is_out_of_reach(live_cast, unknown):
    attempt = Attempt.objects.get()
    older(attempt, 601)
    check(attempt, Unknown("no list"))
    assert open_work() == 1
    unknown.refresh_from_db()
    mark_done(live_cast.ana, unknown, NOW)
    finish_thread(Thread.objects.get(), by=live_cast.ana, now=NOW)
    check(attempt, Unknown("no list"))
    assert open_work() == 0
    assert Thread.objects.get().done_at == NOW


def test_what_nobody_has_seen_to_comes_onto_the_list_once(live_cast, unknown):
    attempt = Attempt.objects.get()
    older(attempt, 601)
    for _ in range(2):
        check(attempt, Unknown("no list"))
    assert Undeliverable.objects.get().done_at is None
    assert Message.objects.get().status == "not_confirmed"
