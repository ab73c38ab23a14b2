"""A reply is one message whatever happens, and none when the gate says no."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chairside.actions.keep_draft import Turn, keep_draft
from chairside.actions.mark_read import mark_read, mark_unread
from chairside.actions.open_thread import open_thread
from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.actions.refusals import AnsweredMeanwhile, ClientIdTaken, Refused, UnfitText
from chairside.actions.send_again import NotAgain, send_again
from chairside.actions.send_reply import Reply, send_reply
from chairside.models import Draft, Message, PrimaryContactTerm, QueuedMessage, Role, TextNumber, Thread
from chairside.rules.may_text import Code
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    return cast.thread(cast.person("Ken Ito", KEN))


def reply(body="Yes, it is.", **more):
    return Reply(body, more.pop("client_id", None) or uuid4(), **more)


def test_it_is_stored_queued_and_answers_the_thread(cast, thread):
    receive(knock(KEN))
    message = send_reply(cast.ana, thread, reply(), NOW)
    assert (message.status, message.sent_by, message.body) == ("queued", cast.ana, "Yes, it is.")
    assert QueuedMessage.objects.get().lane == 1
    thread.refresh_from_db()
    assert (thread.unread, thread.unanswered_since, thread.last_outgoing) == (0, None, True)


def test_a_double_click_is_one_message(cast, thread):
    twice = reply()
    assert send_reply(cast.ana, thread, twice, NOW) == send_reply(cast.ana, thread, twice, NOW)
    assert Message.objects.count() == 1


def test_the_same_client_id_with_another_body_is_refused(cast, thread):
    first = reply()
    send_reply(cast.ana, thread, first, NOW)
    with pytest.raises(ClientIdTaken):
        send_reply(cast.ana, thread, reply("Something else", client_id=first.client_id), NOW)


@pytest.mark.parametrize("body", ["", "   \n ", "a" * 1601, "\0"])
def test_an_unfit_text_is_refused_with_a_word(cast, thread, body):
    with pytest.raises(UnfitText):
        send_reply(cast.ana, thread, reply(body), NOW)
    assert Message.objects.count() == 0


def test_without_the_right_nothing_is_stored(cast, thread):
    with pytest.raises(Refused) as refused:
        send_reply(cast.ines, thread, reply(), NOW)
    assert [reason.code for reason in refused.value.reasons] == [Code.NO_RIGHT]
    assert Message.objects.count() == 0


def test_rights_take_effect_at_once(cast, thread):
    Role.objects.filter(name="Receptionist").update(rights=["review_inbox_messages"])
    with pytest.raises(Refused):
        send_reply(cast.ana, thread, reply(), NOW)


def test_every_reason_is_named(cast, thread):
    receive(knock(KEN, "STOP"))
    TextNumber.objects.update(paused_at=NOW)
    thread.contact.text_messages = False
    thread.contact.save(update_fields=["text_messages"])
    with pytest.raises(Refused) as refused:
        send_reply(cast.ana, thread, reply(), NOW)
    codes = {reason.code for reason in refused.value.reasons}
    assert codes == {Code.OPTED_OUT, Code.TEXT_NUMBER_PAUSED, Code.PREFERS_NO_TEXTS}


def test_somebody_answered_since_you_looked(cast, thread):
    receive(knock(KEN))
    seen = Message.objects.get().pk
    send_reply(cast.ben, thread, reply("Ben's answer", seen=seen), NOW)
    with pytest.raises(AnsweredMeanwhile) as answered:
        send_reply(cast.ana, thread, reply("Ana's answer", seen=seen), NOW)
    assert answered.value.message.body == "Ben's answer"
    assert send_reply(cast.ana, thread, reply("Ana's answer", seen=seen, despite_answer=True), NOW)


def test_your_own_answer_does_not_stop_you(cast, thread):
    receive(knock(KEN))
    seen = Message.objects.get().pk
    send_reply(cast.ana, thread, reply("one", seen=seen), NOW)
    assert send_reply(cast.ana, thread, reply("two", seen=seen), NOW)


def test_the_draft_is_kept_per_user_until_it_is_sent(cast, thread):
    keep_draft(cast.ana, thread, "half a", NOW)
    keep_draft(cast.ana, thread, "half a text", NOW)
    keep_draft(cast.ben, thread, "other", NOW)
    assert Draft.objects.get(user=cast.ana).body == "half a text"
    send_reply(cast.ana, thread, reply(), NOW)
    assert [draft.user for draft in Draft.objects.all()] == [cast.ben]
    keep_draft(cast.ben, thread, " ", NOW)
    assert not Draft.objects.exists()


def test_what_could_not_be_sent_stands_above_what_was_written_since(cast, thread):
    keep_draft(cast.ana, thread, "See you then", NOW, before=True)
    keep_draft(cast.ana, thread, "See you then", NOW, before=True)
    assert Draft.objects.get().body == "See you then"
    keep_draft(cast.ana, thread, "Another", NOW)
    keep_draft(cast.ana, thread, "See you then", NOW, before=True)
    assert Draft.objects.get().body == "See you then\nAnother"


def test_a_draft_that_a_later_one_has_overtaken_changes_nothing(cast, thread):
    keep_draft(cast.ana, thread, "See you then\nAnd more", NOW, turn=Turn("a page", 3))
    keep_draft(cast.ana, thread, "And more", NOW, turn=Turn("a page", 2))
    assert Draft.objects.get().body == "See you then\nAnd more"
    keep_draft(cast.ana, thread, "Of another page", NOW, turn=Turn("another", 1))
    assert Draft.objects.get().body == "Of another page"
    keep_draft(cast.ana, thread, "Above", NOW, turn=Turn("another", 2), before=True)
    keep_draft(cast.ana, thread, "Later", NOW, turn=Turn("another", 3))
    assert Draft.objects.get().body == "Later"


@pytest.mark.parametrize(
    ("draft", "is_late", "kept"),
    [("On my", True, False), ("On my way", True, False), ("Another", True, True), ("Another", False, False)],
)
def test_a_text_that_is_sent_late_leaves_what_was_written_since(cast, thread, draft, is_late, kept):
    keep_draft(cast.ana, thread, draft, NOW)
    send_reply(cast.ana, thread, Reply("On my way", uuid4(), is_late=is_late), NOW)
    assert Draft.objects.exists() is kept


def test_sending_again_is_one_more_message_however_often_it_is_clicked(cast, thread):
    failed = send_reply(cast.ana, thread, reply(), NOW)
    with pytest.raises(NotAgain):
        send_again(cast.ana, failed, NOW)
    failed.status = "failed"
    assert send_again(cast.ana, failed, NOW) == send_again(cast.ana, failed, NOW)
    assert Message.objects.count() == 2


class TestReading:
    def test_reading_is_the_locations(self, cast, thread):
        receive(knock(KEN), knock(KEN))
        assert mark_read(thread)
        assert not mark_read(thread)
        thread.refresh_from_db()
        assert thread.unread == 0

    def test_what_came_after_stays_unread(self, cast, thread):
        receive(knock(KEN))
        seen = Message.objects.get().pk
        receive(knock(KEN))
        mark_read(thread, up_to=seen)
        thread.refresh_from_db()
        assert thread.unread == 1

    def test_marking_unread_undoes_it(self, cast, thread):
        receive(knock(KEN))
        mark_read(thread)
        assert mark_unread(thread)
        thread.refresh_from_db()
        assert thread.unread == 1

    def test_an_empty_thread_cannot_be_unread(self, thread):
        assert not mark_unread(thread)


class TestChangingThePrimaryContact:
    def test_the_old_thread_is_read_only_and_the_history_is_kept(self, cast):
        vera = cast.person("Vera Novak", "+13125550144", status="non_patient")
        petr = cast.person("Petr Novak", "+13125550145")
        mila = cast.person("Mila Novak", contact=vera)
        old = cast.thread(vera)
        change_primary_contact(mila, petr, by=cast.ana, now=NOW)
        with pytest.raises(Refused) as refused:
            send_reply(cast.ana, old, reply(), NOW)
        assert [reason.code for reason in refused.value.reasons] == [Code.NO_LONGER_CONTACT]
        assert "Petr Novak" in str(refused.value.reasons[0].remedy)
        terms = PrimaryContactTerm.objects.filter(patient=mila).order_by("from_at")
        assert [(term.contact, term.until_at) for term in terms] == [(vera, NOW), (petr, None)]

    def test_whoever_is_still_somebodys_contact_may_be_written_to(self, cast):
        daniel = cast.person("Daniel Okoye", "+13125550142")
        chidi = cast.person("Chidi Okoye", "+13125550143")
        ada = cast.person("Ada Okoye", contact=daniel)
        change_primary_contact(ada, chidi, by=cast.ana, now=NOW)
        assert send_reply(cast.ana, cast.thread(daniel), reply(), NOW)

    def test_a_changed_number_closes_the_old_thread(self, cast, thread):
        thread.contact.phones.update(number="+13125550177")
        with pytest.raises(Refused) as refused:
            send_reply(cast.ana, thread, reply(), NOW)
        assert [reason.code for reason in refused.value.reasons] == [Code.NUMBER_CHANGED]
        assert open_thread(cast.downtown, thread.contact, NOW).number == "+13125550177"


def test_opening_a_thread_is_harmless_to_repeat(cast):
    ken = cast.person("Ken Ito", KEN)
    assert open_thread(cast.downtown, ken, NOW) == open_thread(cast.downtown, ken, NOW + timedelta(hours=1))
    assert not Thread.objects.in_view("all", cast.ana).exists()


def test_opening_a_thread_without_a_number_says_what_is_missing(cast):
    with pytest.raises(Refused) as refused:
        open_thread(cast.downtown, cast.person("Edith Moss"), NOW)
    assert Code.NO_MOBILE in [reason.code for reason in refused.value.reasons]
