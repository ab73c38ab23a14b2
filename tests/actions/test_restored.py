"""A database from a backup sends nothing until the carrier's lists were compared and a person has confirmed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync

from chairside.actions.communications.plan import plan
from chairside.actions.emails.send_emails import send_emails
from chairside.actions.restored.confirm_restored import NotYet, confirm_restored
from chairside.actions.restored.count_on import count_on
from chairside.actions.restored.mark import read_mark, write_mark
from chairside.actions.restored.reconcile import reconcile
from chairside.actions.scheduled.schedule_message import Wanted, schedule_message
from chairside.actions.scheduled.send_scheduled import send_scheduled
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.sending.claim import claim
from chairside.carriers.port import CarrierText
from chairside.models import (
    Attempt,
    AuditEntry,
    Continuity,
    Email,
    Message,
    PlannedMessage,
    QueuedMessage,
    ScheduledMessage,
    Thread,
)
from chairside.rules.continuity import Mark
from tests.actions.communications import rule, run
from tests.actions.statements import estatement, made
from tests.actions.statements import send as send_statement
from tests.carriers.fakes import Listing
from tests.cast import NOW, knock, receive
from tests.sending import FakeCarrier, all_due, begun, deliver

KEN, OURS = "+13125550121", "+13125550190"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ken(live_cast):
    return live_cast.person("Ken Ito", KEN)


@pytest.fixture
def queued(live_cast, ken):
    """A reply that waits in the queue."""
    receive(knock(KEN, "Hello"), now=NOW - timedelta(hours=2))
    return send_reply(live_cast.ana, Thread.objects.get(), Reply("We open at 8.", uuid4()), NOW - timedelta(hours=1))


@pytest.fixture
def restored(tmp_path):
    """A database that was brought back from a backup under a running practice."""
    for _ in range(5):
        count_on(tmp_path)
    Continuity.objects.update(count=2)
    return tmp_path


def sent(body, *, ago=timedelta(minutes=30), to=KEN):
    return CarrierText(uuid4(), False, OURS, to, body, "delivered", None, NOW - ago, 0)


def came(body, *, number=KEN):
    return CarrierText(uuid4(), True, number, OURS, body, "received", None, NOW - timedelta(minutes=40), 0)


def compare(*texts):
    Continuity.objects.update(remembers_until=NOW - timedelta(hours=1))
    return async_to_sync(reconcile)(Listing(*texts), "https://carrier.example", NOW)


def taken(counted=0):
    all_due()
    return claim(10, counted=counted).taken


def test_a_new_practice_and_one_that_goes_on_send(tmp_path, queued):
    assert count_on(tmp_path) == 1
    assert count_on(tmp_path) == 2
    assert Continuity.objects.get().safe_since is None
    assert taken(2)


def test_nothing_is_claimed_from_a_restored_database_even_before_it_is_compared(restored, queued):
    assert not taken(5)


def test_a_restored_database_is_noticed_and_stays_in_safe_mode(restored, queued):
    count_on(restored)
    found = Continuity.objects.get()
    assert (found.doubt, found.safe_since is not None) == ("older", True)
    assert not taken()
    count_on(restored)
    assert Continuity.objects.get().safe_since == found.safe_since


def test_a_backup_on_a_new_machine_is_noticed(tmp_path, queued):
    count_on(tmp_path / "old machine")
    Continuity.objects.update(counted_at=NOW - timedelta(days=1))
    count_on(tmp_path / "new machine")
    assert Continuity.objects.get().doubt == "unknown"
    assert not taken()


def test_a_second_machine_joins_a_practice_that_lives(tmp_path):
    count_on(tmp_path / "first")
    count_on(tmp_path / "second")
    count_on(tmp_path / "first")
    assert Continuity.objects.get().safe_since is None


def test_a_crash_between_database_and_file_is_no_restore(tmp_path, monkeypatch):
    count_on(tmp_path)
    Continuity.objects.update(count=7)
    count_on(tmp_path)
    assert Continuity.objects.get().safe_since is None
    assert read_mark(tmp_path) == Mark(Continuity.objects.get().database, 8)


def test_a_torn_file_counts_as_none(tmp_path):
    count_on(tmp_path)
    (tmp_path / "continuity.json").write_text('{"database"')
    assert read_mark(tmp_path) is None
    count_on(tmp_path)
    assert Continuity.objects.get().safe_since is None


def test_a_text_that_was_sent_after_the_backup_leaves_the_queue(restored, queued):
    count_on(restored)
    text = sent("We open at 8.")
    assert compare(text)
    message = Message.objects.get(pk=queued.pk)
    assert (message.carrier_id, message.status) == (text.carrier_id, "delivered")
    assert not QueuedMessage.objects.exists()


def test_texts_that_it_forgot_are_in_their_thread_again(restored, ken):
    receive(knock(KEN, "Hello"), now=NOW - timedelta(hours=2))
    count_on(restored)
    assert compare(came("Forgotten"), sent("Our answer"))
    assert [(one.body, one.direction) for one in Message.objects.order_by("at")] == [
        ("Hello", "in"),
        ("Forgotten", "in"),
        ("Our answer", "out"),
    ]
    thread = Thread.objects.get()
    assert (thread.snippet, thread.last_outgoing, thread.written_at) == (
        "Our answer",
        True,
        NOW - timedelta(minutes=30),
    )


def test_a_text_that_the_backup_knows_stands_once(restored, queued):
    assert deliver(FakeCarrier()) == 1
    count_on(restored)
    known = Attempt.objects.get().carrier_id
    assert compare(replace(sent("We open at 8."), carrier_id=known))
    assert Message.objects.filter(direction="out").count() == 1


def test_a_text_whose_end_the_backup_does_not_know_is_bound(restored, queued):
    begun()
    Attempt.objects.update(started_at=NOW - timedelta(minutes=31))
    count_on(restored)
    text = sent("We open at 8.")
    assert compare(text)
    message, attempt = Message.objects.get(direction="out"), Attempt.objects.get()
    assert (message.pk, message.status) == (queued.pk, "delivered")
    assert (attempt.outcome, attempt.carrier_id) == ("accepted", text.carrier_id)


def test_a_text_that_is_older_than_the_attempt_is_not_its_own(restored, queued):
    begun()
    Attempt.objects.update(started_at=NOW - timedelta(minutes=20))
    count_on(restored)
    assert compare(sent("We open at 8."))
    assert Message.objects.filter(direction="out").count() == 2
    assert Attempt.objects.get().carrier_id is None


def test_strangers_among_them_leave_no_trace(restored, ken):
    count_on(restored)
    assert compare(came("CANARY", number="+13125550188"), sent("CANARY", to="+13125550188"))
    assert not Message.objects.exists()


def test_a_carrier_that_cannot_be_asked_keeps_the_safe_mode(restored, ken):
    count_on(restored)
    away = Listing()
    away.is_away = True
    assert not async_to_sync(reconcile)(away, "https://carrier.example", NOW)
    with pytest.raises(NotYet, match="not yet compared"):
        confirm_restored(NOW)


def test_a_person_ends_it_and_it_is_in_the_audit_log(restored, queued):
    counted = count_on(restored)
    compare()
    confirm_restored(NOW)
    assert AuditEntry.objects.filter(action="restored database confirmed").count() == 2
    assert taken(counted)
    assert count_on(restored) == counted + 1
    assert Continuity.objects.get().safe_since is None
    with pytest.raises(NotYet, match="nothing to confirm"):
        confirm_restored(NOW)


def test_the_file_is_replaced_whole(tmp_path):
    mark = Mark(uuid4(), 3)
    write_mark(tmp_path, mark)
    (tmp_path / "continuity.new").write_text("left by a kill")
    write_mark(tmp_path, Mark(mark.database, 4))
    assert read_mark(tmp_path) == Mark(mark.database, 4)
    assert [path.name for path in tmp_path.iterdir()] == ["continuity.json"]


def test_a_reminder_that_left_after_the_backup_does_not_leave_again(restored, live_cast, ken):
    reminder = rule(live_cast.downtown)
    visit = live_cast.visit(ken, reminded=False, hours=23)
    plan(NOW - timedelta(hours=2))
    assert PlannedMessage.objects.get().state == "waiting"
    count_on(restored)
    assert compare(sent("Downtown: your visit is tomorrow."))
    confirm_restored(NOW)
    run(NOW)
    row = PlannedMessage.objects.get()
    assert (row.communication, row.state, row.message) == (reminder, "sent", Message.objects.get())
    assert not QueuedMessage.objects.exists()
    visit.refresh_from_db()
    assert visit.reminded_at == NOW - timedelta(minutes=30)


def test_what_was_not_yet_due_when_the_carrier_sent_something_still_leaves(restored, live_cast, ken):
    rule(live_cast.downtown)
    live_cast.visit(ken, reminded=False, hours=24)
    plan(NOW - timedelta(hours=2))
    count_on(restored)
    assert compare(sent("Something else"))
    confirm_restored(NOW)
    run(NOW)
    assert PlannedMessage.objects.get().message.communication == "Reminder"
    assert QueuedMessage.objects.count() == 1


def test_a_text_for_later_that_left_after_the_backup_does_not_leave_again(restored, live_cast, ken):
    receive(knock(KEN, "Hello"), now=NOW - timedelta(hours=3))
    wanted = Wanted("We open at 8.", NOW - timedelta(minutes=31), uuid4())
    schedule_message(live_cast.ana, Thread.objects.get(), wanted, NOW - timedelta(hours=2))
    count_on(restored)
    assert compare(sent("We open at 8."))
    confirm_restored(NOW)
    assert send_scheduled(NOW) == 0
    assert ScheduledMessage.objects.get().state == "sent"


def test_an_email_of_the_backup_is_not_sent_again_by_itself(restored, live_cast, ken):
    estatement(live_cast)
    send_statement(live_cast, made(live_cast, ken))
    email = Email.objects.create(
        organization=live_cast.cedar,
        planned=PlannedMessage.objects.get(),
        address="ken@example.com",
        subject="Your statement",
        body="",
        due_at=NOW - timedelta(hours=2),
        expires_at=NOW + timedelta(days=1),
    )
    count_on(restored)
    assert send_emails(NOW) == 0
    assert compare()
    confirm_restored(NOW)
    send_emails(datetime.now(UTC) + timedelta(minutes=6))
    email.refresh_from_db()
    assert email.state == "failed"
