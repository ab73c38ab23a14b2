"""What the carrier's answers do to facts, and what becomes of texts that nobody can say of."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chairside.actions.apply_status_report import apply_status_report
from chairside.actions.check_again import check_again
from chairside.actions.check_attempt import attempts_to_check
from chairside.actions.connect_number import connect_number
from chairside.actions.deliver_message import deliver_message
from chairside.actions.locations.pause_number import pause_number, resume_number
from chairside.actions.mark_done import mark_done
from chairside.actions.send_again import NotAgain, send_again
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.sending.settle import Ending, settle
from chairside.carriers.port import (
    Accepted,
    CarrierStatus,
    CarrierText,
    CredentialsRejected,
    NotSent,
    Refused,
    StatusReport,
    Unknown,
)
from chairside.models import Attempt, ConsentEntry, Message, Phone, QueuedMessage, TextNumber, Thread, Undeliverable
from chairside.rules.carrier_errors import ERRORS, Effect
from tests.cast import ACCOUNT, NOW, TOKEN
from tests.sending import FakeCarrier, begun, check, deliver, due, older

KEN = "+13125550121"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread(live_cast):
    return live_cast.thread(live_cast.person("Ken Ito", KEN))


@pytest.fixture
def message(live_cast, thread):
    return send_reply(live_cast.ana, thread, Reply("On our way", uuid4()), NOW)


def status(message):
    return Message.objects.get(pk=message.pk).status


def report(cast, attempt, said, code=None):
    attempt.refresh_from_db()
    told = StatusReport(attempt.carrier_id or uuid4(), said, code)
    return apply_status_report(cast.downtown.pk, attempt.token, told, NOW)


class TestErrorsChangeFacts:
    @pytest.mark.parametrize("late", [False, True])
    def test_opted_out(self, live_cast, message, late):
        self.fails(live_cast, message, 21610, late=late)
        assert ConsentEntry.objects.opted_out(live_cast.cedar.pk, KEN)

    @pytest.mark.parametrize("late", [False, True])
    @pytest.mark.parametrize(("code", "column"), [(30005, "unfit_at"), (30006, "landline_at"), (21614, "landline_at")])
    def test_an_unfit_number(self, live_cast, message, code, column, late):
        self.fails(live_cast, message, code, late=late)
        assert getattr(Phone.objects.get(), column)
        assert Undeliverable.objects.get().done_at is None

    @pytest.mark.parametrize("late", [False, True])
    def test_out_of_reach_is_tried_once_more_and_then_told(self, live_cast, message, late):
        self.ends(live_cast, 30003, late=late)
        queued = QueuedMessage.objects.get()
        newest = Message.objects.get(pk=message.pk)
        assert (newest.status, newest.failure[1]["text"]) == ("queued", "It is tried once more by itself.")
        assert timedelta(minutes=14) < queued.due_at - Attempt.objects.get().started_at < timedelta(days=2)
        self.ends(live_cast, 30003, late=late)
        assert (status(message), QueuedMessage.objects.count()) == ("failed" if not late else "undelivered", 0)
        assert Attempt.objects.count() == 2

    def test_a_late_word_about_the_first_try_says_nothing_of_the_second(self, live_cast, message):
        self.ends(live_cast, 30003, late=True)
        assert report(live_cast, Attempt.objects.get(), "sent")
        assert status(message) == "queued"

    @pytest.mark.parametrize("code", [30001, 30022])
    def test_dropped_for_want_of_room_it_waits(self, live_cast, message, code):
        self.ends(live_cast, code, late=True)
        assert (status(message), QueuedMessage.objects.count()) == ("queued", 1)
        assert TextNumber.objects.get(location=live_cast.downtown).rests_until

    def test_dropped_for_the_day_a_reply_is_given_back_at_once(self, live_cast, message):
        deliver(FakeCarrier())
        Attempt.objects.update(expires_at=Attempt.objects.get().started_at + timedelta(minutes=1))
        report(live_cast, Attempt.objects.get(), "failed", 30023)
        assert (status(message), QueuedMessage.objects.count()) == ("failed", 0)

    @pytest.mark.parametrize(
        "code", sorted(code for code, error in ERRORS.items() if error.effect is Effect.PAUSE_NUMBER)
    )
    def test_a_refused_account_pauses_the_number_and_keeps_the_text(self, live_cast, message, code):
        deliver(FakeCarrier(Refused("no", code)))
        assert TextNumber.objects.get(location=live_cast.downtown).pause_reason == str(code)
        assert (status(message), QueuedMessage.objects.count(), due()) == ("queued", 1, [])

    def test_resumed_it_leaves(self, live_cast, message):
        deliver(FakeCarrier(CredentialsRejected("no", 20003)))
        assert deliver(FakeCarrier()) == 0
        resume_number(live_cast.downtown, by=live_cast.ben, now=NOW)
        assert deliver(FakeCarrier()) == 1
        assert Attempt.objects.filter(outcome="accepted").count() == 1

    def test_credentials_set_right_meanwhile_are_not_paused_by_an_older_attempt(self, live_cast, message):
        hand_over = begun()[0]
        resume_number(live_cast.downtown, by=live_cast.ben, now=NOW)
        TextNumber.objects.update(paused_at=NOW)
        resume_number(live_cast.downtown, by=live_cast.ben, now=NOW)
        settle([Ending(hand_over.attempt_id, CredentialsRejected("no", 20003))])
        assert TextNumber.objects.get(location=live_cast.downtown).paused_at is None

    def test_a_number_that_was_resumed_is_not_paused_by_an_older_text(self, live_cast, message):
        deliver(FakeCarrier())
        pause_number(live_cast.downtown, "30002", by=live_cast.ben, now=NOW)
        resume_number(live_cast.downtown, by=live_cast.ben, now=NOW)
        report(live_cast, Attempt.objects.get(), "undelivered", 30002)
        assert status(message) == "undelivered"
        assert TextNumber.objects.get(location=live_cast.downtown).paused_at is None

    @pytest.mark.parametrize(
        ("source", "seconds", "is_out"), [("word", 1, False), ("word", -1, True), ("staff", 1, True)]
    )
    def test_start_after_the_attempt_began_outlives_the_carriers_word(
        self, live_cast, message, source, seconds, is_out
    ):
        hand_over = begun()[0]
        began = Attempt.objects.get().started_at
        ConsentEntry.objects.create(
            organization=live_cast.cedar,
            number=KEN,
            opted_in=True,
            at=began + timedelta(seconds=seconds),
            source=source,
            wording="START",
        )
        settle([Ending(hand_over.attempt_id, Refused("no", 21610))])
        assert ConsentEntry.objects.opted_out(live_cast.cedar.pk, KEN) is is_out

    def test_put_back_after_the_number_was_changed_it_leaves_from_the_new_one(self, live_cast, message):
        deliver(FakeCarrier())
        new = "+13125550195"
        connect_number(
            organization="Cedar Dental", location="Downtown", number=new, account_sid=ACCOUNT, auth_token=TOKEN
        )
        report(live_cast, Attempt.objects.get(), "undelivered", 30003)
        carrier = FakeCarrier()
        assert deliver(carrier) == 1
        assert carrier.handed[0]["from_number"] == new

    def test_a_code_that_nobody_knows_fails_visibly_with_its_number(self, live_cast, message):
        deliver(FakeCarrier(Refused("no", 39999)))
        newest = Message.objects.get(pk=message.pk)
        assert (newest.status, newest.failure[0]["values"]) == ("failed", {"code": "39999"})

    def fails(self, cast, message, code, *, late):
        self.ends(cast, code, late=late)
        assert (status(message), Message.objects.get(pk=message.pk).error_code) == (
            "undelivered" if late else "failed",
            code,
        )
        assert Thread.objects.get().undeliverable_at

    def ends(self, cast, code, *, late):
        if not late:
            deliver(FakeCarrier(Refused("no", code)))
            return
        assert deliver(FakeCarrier()) == 1
        report(cast, Attempt.objects.order_by("-id").first(), "undelivered", code)


class TestUnknown:
    @pytest.fixture
    def attempt(self, message):
        deliver(FakeCarrier(Unknown("cut")))
        return Attempt.objects.get()

    def test_the_list_is_asked_at_its_moments(self, attempt):
        moments = [(attempt.check_at - attempt.started_at).total_seconds()]
        for seconds in (6, 31, 121):
            Attempt.objects.update(started_at=NOW - timedelta(days=1))
            older_to(attempt, seconds)
            check(attempt, [])
            moments.append((attempt.check_at - attempt.started_at).total_seconds())
        assert moments == [5, 30, 120, 600]
        older_to(attempt, 601)
        check(attempt, [])
        assert (attempt.check_at, bool(attempt.settled_at)) == (None, True)
        assert Undeliverable.objects.get().done_at is None

    def test_a_list_out_of_reach_proves_nothing(self, attempt):
        older_to(attempt, 601)
        check(attempt, Unknown("no list"))
        assert attempt.check_at
        assert attempt.checked_at is None
        assert attempt.settled_at, "others need not wait for the list"

    def test_the_carriers_clock_may_be_any(self, message, attempt):
        there = attempt.started_at + timedelta(hours=5)
        check(attempt, [listed(there)], now=there + timedelta(seconds=1))
        assert status(message) == "sent"

    @pytest.mark.parametrize("seconds", [-60, 60])
    def test_a_text_of_another_time_is_not_this_one(self, message, attempt, seconds):
        there = attempt.started_at
        check(attempt, [listed(there + timedelta(seconds=seconds))], now=there)
        assert status(message) == "not_confirmed"

    def test_a_text_that_is_bound_already_is_not_this_one(self, live_cast, message, attempt):
        other = Attempt.objects.get()
        other.pk, other.token, other.carrier_id, other.settled_at = uuid4(), "x", uuid4(), NOW
        other.save(force_insert=True)
        check(attempt, [listed(attempt.started_at, other.carrier_id)], now=attempt.started_at)
        assert status(message) == "not_confirmed"

    def test_staff_may_look_again(self, live_cast, message, attempt):
        older_to(attempt, 601)
        check(attempt, [])
        assert attempts_to_check() == []
        assert check_again(live_cast.ana, message)
        assert attempts_to_check() == [attempt.pk]
        check(attempt, [listed(attempt.started_at)], now=attempt.started_at + timedelta(seconds=601))
        assert status(message) == "sent"
        assert not Undeliverable.objects.exists()
        assert Thread.objects.get().undeliverable_at is None

    def test_sent_again_by_a_person_it_is_one_more_text_at_once(self, live_cast, message, attempt):
        again = send_again(live_cast.ana, Message.objects.get(pk=message.pk), NOW)
        assert send_again(live_cast.ana, Message.objects.get(pk=message.pk), NOW).pk == again.pk
        assert [one.message_id for one in due()] == [again.pk]

    def test_a_worker_that_wakes_after_that_does_not_send_its_own(self, live_cast, message, attempt):
        Attempt.objects.update(settled_at=NOW)
        settle([Ending(attempt.pk, NotSent("it slept"))])
        assert not QueuedMessage.objects.exists()
        assert (status(message), Undeliverable.objects.count()) == ("failed", 1)

    def test_the_real_answer_of_a_worker_that_slept_still_counts(self, message, attempt):
        settle([Ending(attempt.pk, Accepted(uuid4(), CarrierStatus.SENT))])
        assert status(message) == "sent"

    def test_a_report_that_names_another_attempts_text_corrects_the_list(self, live_cast, thread, message, attempt):
        there = attempt.started_at
        text = listed(there)
        check(attempt, [text], now=there)
        second = send_reply(live_cast.ana, thread, Reply("On our way", uuid4()), NOW)
        deliver(FakeCarrier(Unknown("cut")))
        other = Attempt.objects.get(message=second)
        assert apply_status_report(live_cast.downtown.pk, other.token, StatusReport(text.carrier_id, "delivered"), NOW)
        assert (status(second), status(message)) == ("delivered", "not_confirmed")


def test_a_worker_that_slept_between_attempt_and_call_hands_nothing_over(message):
    hand_over = begun()[0]
    carrier = FakeCarrier()
    from asgiref.sync import async_to_sync

    ending = async_to_sync(deliver_message)(hand_over, carrier, public_url="https://x.example", not_after=0.0)
    settle([ending])
    assert carrier.handed == []
    assert (status(message), QueuedMessage.objects.get().tries) == ("queued", 0)


def test_what_the_carrier_has_although_it_said_no_is_not_sent_again(live_cast, message):
    deliver(FakeCarrier(NotSent("no room", 20429)))
    assert report(live_cast, Attempt.objects.get(), "sent")
    assert (status(message), due()) == ("sent", [])


def test_many_endings_are_one_transaction_and_a_settled_one_stays(live_cast):
    threads = [live_cast.thread(live_cast.person(f"Ada {n}", f"+1312555020{n}")) for n in range(4)]
    for thread in threads:
        send_reply(live_cast.ana, thread, Reply("Hello", uuid4()), NOW)
    attempts = [one.attempt_id for one in begun()]
    report(live_cast, Attempt.objects.get(pk=attempts[0]), "delivered")
    answers = [
        Accepted(uuid4(), CarrierStatus.QUEUED),
        Accepted(uuid4(), CarrierStatus.SENT),
        Unknown("x"),
        Refused("x", 30007),
    ]
    settle([Ending(pk, answer) for pk, answer in zip(attempts, answers, strict=True)])
    found = Message.objects.order_by("id").values_list("status", flat=True)
    assert list(found) == ["delivered", "sent", "not_confirmed", "failed"]


class TestWorkList:
    def test_done_takes_it_from_the_list(self, live_cast, thread, message):
        deliver(FakeCarrier(Refused("no", 30007)))
        mark_done(live_cast.ana, message, NOW)
        assert Undeliverable.objects.get().done_by == live_cast.ana
        assert Thread.objects.get().undeliverable_at is None

    def test_two_texts_of_a_thread_are_two_pieces_of_work(self, live_cast, thread, message):
        deliver(FakeCarrier(Refused("no", 30007)))
        second = send_reply(live_cast.ana, thread, Reply("Second", uuid4()), NOW)
        deliver(FakeCarrier(Refused("no", 30008)))
        mark_done(live_cast.ana, message, NOW)
        assert Thread.objects.get().undeliverable_at
        mark_done(live_cast.ana, second, NOW)
        assert Thread.objects.get().undeliverable_at is None

    def test_sending_again_is_done_with_the_first(self, live_cast, message):
        deliver(FakeCarrier(Refused("no", 30007)))
        send_again(live_cast.ana, Message.objects.get(pk=message.pk), NOW)
        assert Undeliverable.objects.get().done_by == live_cast.ana

    def test_a_text_on_its_way_is_not_sent_again(self, live_cast, message):
        deliver(FakeCarrier())
        with pytest.raises(NotAgain):
            send_again(live_cast.ana, Message.objects.get(pk=message.pk), NOW)


def older_to(attempt, seconds):
    """Let the attempt have begun so many seconds ago."""
    attempt.refresh_from_db()
    from chairside.actions.sending.database_time import database_time

    older(attempt, seconds - (database_time() - attempt.started_at).total_seconds())


def listed(at, carrier_id=None):
    return CarrierText(carrier_id or uuid4(), False, "+13125550190", KEN, "On our way", "sent", None, at, 0)
