"""A text is handed over at most once by machine, and what became of it is never guessed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chairside.actions.apply_status_report import apply_status_report
from chairside.actions.check_attempt import attempts_to_check
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.sending.claim import claim
from chairside.actions.sending.give_back import give_back_expired
from chairside.carriers.port import (
    CarrierText,
    CredentialsRejected,
    NotSent,
    Refused,
    StatusReport,
    Unknown,
)
from chairside.models import Attempt, ConsentEntry, Phone, QueuedMessage, TextNumber, Thread
from tests.cast import NOW, knock, receive
from tests.sending import FakeCarrier, all_due, begun, check, deliver, due, lease_runs_out, older

KEN = "+13125550121"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread(live_cast):
    return live_cast.thread(live_cast.person("Ken Ito", KEN))


@pytest.fixture
def message(live_cast, thread):
    return send_reply(live_cast.ana, thread, Reply("On our way", uuid4()), NOW)


def test_accepted(message):
    carrier = FakeCarrier()
    deliver(carrier)
    message.refresh_from_db()
    assert message.status == "queued"
    attempt = Attempt.objects.get()
    assert (attempt.outcome, bool(attempt.settled_at), bool(attempt.carrier_id)) == ("accepted", True, True)
    assert attempt.token in carrier.handed[0]["status_url"]
    assert not QueuedMessage.objects.exists()


def test_a_claimed_text_is_nobody_elses(message):
    first = due()
    assert len(first) == 1
    assert due() == []


def test_a_worker_that_slept_through_its_lease_does_nothing(message):
    sleeper = due()
    lease_runs_out()
    carrier = FakeCarrier()
    deliver(carrier)
    deliver(carrier, sleeper)
    assert len(carrier.handed) == 1


def test_killed_after_the_attempt_was_written_it_is_never_sent_again(message):
    begun()
    assert due() == []
    assert attempts_to_check() == []
    Attempt.objects.update(check_at=NOW - timedelta(days=1))
    assert attempts_to_check() == [Attempt.objects.get().pk]


def test_one_text_of_a_pair_at_a_time_and_in_order(live_cast, thread, message):
    second = send_reply(live_cast.ana, thread, Reply("And one more", uuid4()), NOW)
    claims = due()
    assert [one.message_id for one in claims] == [message.pk]
    begun(claims)
    assert due() == []
    Attempt.objects.update(settled_at=NOW)
    assert [one.message_id for one in due()] == [second.pk]


def test_a_staff_reply_overtakes_an_automated_text(live_cast, thread):
    other = live_cast.thread(live_cast.person("Hana Suzuki", "+13125550108"))
    automated = send_reply(live_cast.ana, other, Reply("Reminder", uuid4()), NOW)
    QueuedMessage.objects.update(lane=4)
    reply = send_reply(live_cast.ana, thread, Reply("Now", uuid4()), NOW)
    all_due()
    assert [one.message_id for _ in range(2) for one in claim(1).taken] == [reply.pk, automated.pk]


def test_the_gate_is_asked_again_at_the_moment_of_sending(message):
    receive(knock(KEN, "STOP"))
    carrier = FakeCarrier()
    deliver(carrier)
    assert carrier.handed == []
    message.refresh_from_db()
    assert message.status == "failed"


def test_a_right_taken_away_holds_for_what_is_queued(live_cast, message):
    live_cast.ana.user_roles.all().delete()
    carrier = FakeCarrier()
    deliver(carrier)
    assert carrier.handed == []
    message.refresh_from_db()
    assert "may read texts but not send" in message.failure[0]["text"]


def test_refused_is_told_and_teaches(message):
    deliver(FakeCarrier(Refused("no", 30006)))
    message.refresh_from_db()
    assert (message.status, message.error_code) == ("failed", 30006)
    assert Phone.objects.get().landline_at
    assert Thread.objects.get().undeliverable_at


def test_refused_because_opted_out_is_an_opt_out(live_cast, message):
    deliver(FakeCarrier(Refused("no", 21610)))
    entry = ConsentEntry.objects.get()
    assert (entry.opted_in, entry.source) == (False, "carrier")


def test_certainly_not_sent_goes_back_into_the_queue(message):
    deliver(FakeCarrier(NotSent("no way there", retry_after=30)))
    queued = QueuedMessage.objects.get()
    settled_at = Attempt.objects.get().settled_at
    assert (queued.due_at, queued.tries) == (settled_at + timedelta(seconds=30), 1)
    carrier = FakeCarrier()
    deliver(carrier)
    assert len(carrier.handed) == 1


def test_rejected_credentials_pause_the_number_and_keep_the_queue(message):
    deliver(FakeCarrier(CredentialsRejected("no", 20003)))
    assert TextNumber.objects.get(number="+13125550190").paused_at
    assert QueuedMessage.objects.count() == 1
    assert due() == []


def test_what_expired_is_given_back(message):
    QueuedMessage.objects.update(expires_at=NOW - timedelta(days=1))
    assert claim(10).taken == []
    assert give_back_expired() == 1
    message.refresh_from_db()
    assert (message.status, message.failure[0]["text"]) == ("failed", "It could not be sent in time.")
    assert not QueuedMessage.objects.exists()


class TestUnknown:
    @pytest.fixture
    def attempt(self, message):
        deliver(FakeCarrier(Unknown("cut")))
        return Attempt.objects.get()

    def test_it_is_not_confirmed_and_never_sent_again_by_machine(self, message, attempt):
        message.refresh_from_db()
        assert message.status == "not_confirmed"
        assert due() == []

    def test_the_status_callback_settles_it(self, live_cast, message, attempt):
        carrier_id = uuid4()
        assert report(live_cast, attempt, carrier_id, "delivered")
        message.refresh_from_db()
        attempt.refresh_from_db()
        assert (message.status, attempt.carrier_id) == ("delivered", carrier_id)

    def test_exactly_one_fitting_text_in_the_carriers_list_settles_it(self, message, attempt):
        check(attempt, [listed("On our way"), listed("Something else"), listed("On our way", age=3600)])
        message.refresh_from_db()
        assert message.status == "sent"

    def test_two_fitting_texts_settle_nothing(self, message, attempt):
        check(attempt, [listed("On our way"), listed("On our way")])
        message.refresh_from_db()
        assert message.status == "not_confirmed"

    def test_after_the_last_look_the_pair_is_free_and_a_late_callback_still_counts(
        self, live_cast, thread, message, attempt
    ):
        check(attempt, [])
        assert not attempt.settled_at
        older(attempt, 601)
        check(attempt, [])
        assert (bool(attempt.settled_at), attempt.check_at) == (True, None)
        assert Thread.objects.get(pk=thread.pk).undeliverable_at
        assert report(live_cast, attempt, uuid4(), "delivered")
        message.refresh_from_db()
        assert message.status == "delivered"


class TestReports:
    @pytest.fixture
    def attempt(self, message):
        deliver(FakeCarrier())
        return Attempt.objects.get()

    @pytest.mark.parametrize(
        ("said", "status"),
        [(["sent", "delivered"], "delivered"), (["delivered", "sent"], "delivered"), (["sent", "sent"], "sent"),
         (["undelivered", "sent"], "undelivered"), (["delivered", "read"], "read")],
    )  # fmt: skip
    def test_late_twice_and_out_of_order(self, live_cast, message, attempt, said, status):
        for word in said:
            report(live_cast, attempt, attempt.carrier_id, word)
        message.refresh_from_db()
        assert message.status == status

    def test_undelivered_is_told_with_its_reason_and_remedy(self, live_cast, message, attempt):
        report(live_cast, attempt, attempt.carrier_id, "undelivered", 30005)
        message.refresh_from_db()
        assert message.failure[0]["text"] == "The number is unknown or no longer in use."
        assert Phone.objects.get().unfit_at

    def test_a_later_text_that_arrives_clears_the_mark(self, live_cast, thread, message, attempt):
        report(live_cast, attempt, attempt.carrier_id, "failed", 30008)
        send_reply(live_cast.ana, thread, Reply("Again", uuid4()), NOW + timedelta(minutes=5))
        deliver(FakeCarrier())
        later = Attempt.objects.order_by("-id").first()
        report(live_cast, later, later.carrier_id, "delivered")
        thread.refresh_from_db()
        assert thread.undeliverable_at is None

    def test_another_sid_or_another_location_is_not_believed(self, live_cast, message, attempt):
        assert not report(live_cast, attempt, uuid4(), "delivered")
        other = StatusReport(attempt.carrier_id, "delivered")
        assert not apply_status_report(live_cast.lakeside.pk, attempt.token, other, NOW)

    def test_a_report_ahead_of_our_own_answer_binds_the_attempt(self, live_cast, message):
        begun()
        attempt = Attempt.objects.get()
        report(live_cast, attempt, uuid4(), "sent")
        message.refresh_from_db()
        attempt.refresh_from_db()
        assert (message.status, attempt.outcome) == ("sent", "accepted")


def report(cast, attempt, carrier_id, status, code=None):
    attempt.refresh_from_db()
    return apply_status_report(cast.downtown.pk, attempt.token, StatusReport(carrier_id, status, code), NOW)


def listed(body, age=1):
    return CarrierText(
        uuid4(), False, "+13125550190", KEN, body, "sent", None, datetime.now(UTC) + timedelta(seconds=age), 0
    )
