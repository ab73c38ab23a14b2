"""A text for later leaves once, at its moment, if it still may; its writer is told what comes between."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chairside.actions.mark_read import mark_read
from chairside.actions.refusals import ClientIdTaken, Refused, UnfitMoment, UnfitText
from chairside.actions.scheduled.change_scheduled import NoLongerWaiting, cancel_scheduled, change_scheduled
from chairside.actions.scheduled.schedule_message import Wanted, schedule_message
from chairside.actions.scheduled.send_scheduled import send_now, send_scheduled
from chairside.actions.scheduled.tell_writer import tell_writers
from chairside.actions.send_reply import Reply, send_reply
from chairside.models import AuditEntry, Continuity, Message, Notice, QueuedMessage, ScheduledMessage, TextNumber
from chairside.rules.delivery import REPLY_EXPIRY
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
DUE = NOW + timedelta(hours=20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    ken = cast.person("Ken Ito", KEN)
    receive(knock(KEN, "Is my bridge ready?"), now=NOW - timedelta(hours=1))
    found = ken.threads.get()
    mark_read(found)
    return found


def later(cast, thread, body="It is.", *, due_at=DUE, client_id=None, by=None):
    return schedule_message(by or cast.ana, thread, Wanted(body, due_at, client_id or uuid4()), NOW)


def told(user):
    return list(Notice.objects.waiting_for(user).values_list("kind", flat=True))


def test_it_is_no_message_until_its_moment_and_then_one(cast, thread):
    later(cast, thread)
    assert send_scheduled(DUE - timedelta(seconds=1)) == 0
    assert Message.objects.filter(direction="out").count() == 0
    thread.refresh_from_db()
    assert thread.unanswered_since is not None
    assert send_scheduled(DUE) == 1
    assert send_scheduled(DUE) == 0
    message = Message.objects.get(direction="out")
    assert (message.body, message.sent_by, message.status, message.at) == ("It is.", cast.ana, "queued", DUE)
    assert QueuedMessage.objects.get().lane == 1
    thread.refresh_from_db()
    assert (thread.unanswered_since, thread.snippet) == (None, "It is.")
    assert ScheduledMessage.objects.get().message == message


def test_a_double_click_is_one_and_the_same_id_with_other_words_none(cast, thread):
    own = uuid4()
    assert later(cast, thread, client_id=own) == later(cast, thread, client_id=own)
    with pytest.raises(ClientIdTaken):
        later(cast, thread, "It is not.", client_id=own)


def test_what_cannot_be_sent_or_meant_is_refused_at_once(cast, thread):
    with pytest.raises(UnfitText):
        later(cast, thread, " ")
    with pytest.raises(UnfitText):
        later(cast, thread, "See you on {date}")
    with pytest.raises(UnfitMoment):
        later(cast, thread, due_at=NOW)
    with pytest.raises(Refused):
        later(cast, thread, by=cast.ines)
    assert not ScheduledMessage.objects.exists()


def test_the_gate_is_asked_again_when_it_leaves(cast, thread):
    later(cast, thread)
    receive(knock(KEN, "STOP"), now=NOW + timedelta(minutes=1))
    send_scheduled(DUE)
    message = Message.objects.get(direction="out")
    assert message.status == "failed"
    assert "has opted out" in message.failure[0]["text"]
    assert not QueuedMessage.objects.exists()
    assert "scheduled_failed" in told(cast.ana)


def test_whose_right_was_taken_sends_nothing(cast, thread):
    later(cast, thread)
    cast.ana.user_roles.all().delete()
    send_scheduled(DUE)
    assert Message.objects.get(direction="out").status == "failed"


def test_what_comes_much_too_late_is_given_back(cast, thread):
    later(cast, thread)
    send_scheduled(DUE + timedelta(hours=4))
    message = Message.objects.get(direction="out")
    assert (message.status, message.failure[0]["text"]) == ("failed", "It could not be sent in time.")


def test_after_a_short_rest_of_the_worker_it_still_expires_by_its_own_moment(cast, thread):
    later(cast, thread)
    send_scheduled(DUE + timedelta(hours=3))
    assert QueuedMessage.objects.get().expires_at == DUE + timedelta(hours=4)


def test_a_text_of_the_contact_meanwhile_is_told_once_and_stays_unread_and_unanswered(cast, thread):
    later(cast, thread)
    assert tell_writers(NOW) == 0
    receive(knock(KEN, "Never mind, I will call"), now=NOW + timedelta(minutes=1))
    assert (tell_writers(NOW + timedelta(minutes=2)), tell_writers(NOW + timedelta(minutes=3))) == (1, 0)
    assert told(cast.ana) == ["texted_meanwhile"]
    type(thread).objects.filter(pk=thread.pk).update(unanswered_since=NOW + timedelta(minutes=1))
    send_scheduled(DUE)
    thread.refresh_from_db()
    assert (thread.unread, thread.unanswered_since) == (1, NOW + timedelta(minutes=1))


def test_changed_words_and_moment_hold_and_the_changer_is_the_writer(cast, thread):
    scheduled = later(cast, thread)
    change_scheduled(scheduled.pk, "It is ready.", DUE + timedelta(hours=1), by=cast.ben, now=NOW)
    assert send_scheduled(DUE) == 0
    send_scheduled(DUE + timedelta(hours=1))
    message = Message.objects.get(direction="out")
    assert (message.body, message.sent_by) == ("It is ready.", cast.ben)


def test_cancelling_gives_the_words_back_and_nothing_leaves(cast, thread):
    scheduled = later(cast, thread)
    assert cancel_scheduled(scheduled.pk, by=cast.ben, now=NOW) == "It is."
    assert send_scheduled(DUE) == 0
    for deed in (
        lambda: cancel_scheduled(scheduled.pk, by=cast.ben, now=NOW),
        lambda: change_scheduled(scheduled.pk, "x", DUE, by=cast.ben, now=NOW),
        lambda: send_now(scheduled.pk, by=cast.ben, now=NOW),
    ):
        with pytest.raises(NoLongerWaiting):
            deed()
    actions = AuditEntry.objects.order_by("number").values_list("action", flat=True)
    assert list(actions) == ["scheduled a message", "cancelled a scheduled message"]


def test_sent_now_it_leaves_once(cast, thread):
    scheduled = later(cast, thread)
    send_now(scheduled.pk, by=cast.ben, now=NOW)
    with pytest.raises(NoLongerWaiting):
        send_now(scheduled.pk, by=cast.ben, now=NOW)
    assert send_scheduled(DUE) == 0
    assert Message.objects.get(direction="out").sent_by == cast.ben


def test_a_restored_database_keeps_it_until_a_person_has_confirmed(cast, thread):
    later(cast, thread)
    Continuity.objects.create(counted_at=NOW, safe_since=NOW)
    assert send_scheduled(DUE) == 0
    Continuity.objects.update(safe_since=None)
    assert send_scheduled(DUE) == 1


def test_while_the_number_is_paused_it_waits(cast, thread):
    later(cast, thread)
    TextNumber.objects.filter(location=cast.downtown).update(paused_at=NOW)
    assert send_scheduled(DUE) == 0
    assert ScheduledMessage.objects.waiting().count() == 1
    TextNumber.objects.update(paused_at=None)
    assert send_scheduled(DUE + timedelta(minutes=5)) == 1
    assert Message.objects.get(direction="out").status == "queued"


def test_when_the_pause_lasts_too_long_its_writer_reads_so(cast, thread):
    later(cast, thread)
    TextNumber.objects.filter(location=cast.downtown).update(paused_at=NOW)
    assert send_scheduled(DUE + REPLY_EXPIRY) == 1
    assert Message.objects.get(direction="out").status == "failed"
    assert told(cast.ana) == ["scheduled_failed"]


@pytest.mark.parametrize("first", [send_reply, None])
def test_a_name_that_another_text_has_is_refused(cast, thread, first):
    same = uuid4()
    if first:
        send_reply(cast.ana, thread, Reply("It is.", same), NOW)
        with pytest.raises(ClientIdTaken):
            later(cast, thread, client_id=same)
    else:
        later(cast, thread, client_id=same)
        with pytest.raises(ClientIdTaken):
            send_reply(cast.ana, thread, Reply("It is.", same), NOW)


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_with_one_holds_up_no_other(live_cast, caplog):
    threads = [
        live_cast.thread(live_cast.person(name, f"+1312555014{n}")) for n, name in enumerate(("Ken Ito", "Mia Berg"))
    ]
    same = uuid4()
    later(live_cast, threads[0], client_id=same)
    later(live_cast, threads[1], due_at=DUE + timedelta(minutes=1))
    sent = send_reply(live_cast.ana, threads[0], Reply("Now.", uuid4()), NOW)
    Message.objects.filter(pk=sent.pk).update(client_id=same)
    assert send_scheduled(DUE + timedelta(minutes=1)) == 1
    assert threads[1].messages.count() == 1
    assert "IntegrityError" in caplog.text
