"""Whose a conversation is, until when it rests, whether it is done: shared by the location, never lost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chairside.actions.mark_read import mark_read, mark_unread
from chairside.actions.refusals import ClientIdTaken, UnfitMoment, UnfitText
from chairside.actions.see_notice import see_notice, see_notices_of
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.sending.fail import fail
from chairside.actions.threads.assign_thread import CannotLookAfter, assign_thread
from chairside.actions.threads.finish_thread import finish_thread, reopen_thread
from chairside.actions.threads.snooze_thread import snooze_thread, wake_thread
from chairside.actions.threads.wake_threads import wake_threads
from chairside.actions.threads.write_note import write_note
from chairside.models import AuditEntry, Message, Notice, Thread, ThreadNote, View
from chairside.models.inbox_numbers import inbox_numbers
from chairside.rules.wording import say
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
TOMORROW = NOW + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    """A conversation that has been opened and waits for an answer."""
    ken = cast.person("Ken Ito", KEN)
    receive(knock(KEN, "Is my bridge ready?"))
    found = ken.threads.get()
    mark_read(found)
    return found


def views(thread, user):
    """Give the views in which the thread stands for the user."""
    return {view for view in View if Thread.objects.in_view(view, user).filter(pk=thread.pk).exists()}


def audited():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


class TestAssigning:
    def test_it_stands_in_the_views_of_whoever_has_it(self, cast, thread):
        assign_thread(thread, cast.ben, by=cast.ana, now=NOW)
        assert views(thread, cast.ben) == {View.ALL, View.TO_ANSWER, View.MINE}
        assert views(thread, cast.ana) == {View.ALL, View.TO_ANSWER}
        assert inbox_numbers(cast.downtown.pk, cast.ben.pk).mine == 1
        assert inbox_numbers(cast.downtown.pk, cast.ana.pk).mine == 0
        assign_thread(thread, None, by=cast.ana, now=NOW)
        assert View.MINE not in views(thread, cast.ben)
        assert audited() == ["assigned the conversation"] * 2

    def test_whoever_may_not_manage_the_inbox_cannot_have_it(self, cast, thread):
        with pytest.raises(CannotLookAfter):
            assign_thread(thread, cast.ines, by=cast.ana, now=NOW)
        with pytest.raises(CannotLookAfter):
            assign_thread(thread, cast.zoe, by=cast.ana, now=NOW)

    def test_giving_it_to_whoever_has_it_is_no_deed(self, cast, thread):
        for _ in range(2):
            assign_thread(thread, cast.ben, by=cast.ana, now=NOW)
        assert audited() == ["assigned the conversation"]


class TestSnoozing:
    def test_it_rests_out_of_sight_and_its_moment_brings_it_back_unread(self, cast, thread):
        snooze_thread(thread, TOMORROW, by=cast.ana, now=NOW)
        assert views(thread, cast.ana) == {View.ALL, View.SNOOZED}
        assert wake_threads(TOMORROW - timedelta(seconds=1)) == 0
        assert wake_threads(TOMORROW) == 1
        assert wake_threads(TOMORROW) == 0
        assert views(thread, cast.ana) == {View.ALL, View.UNREAD}

    def test_a_text_of_the_contact_wakes_it_at_once(self, cast, thread):
        snooze_thread(thread, TOMORROW, by=cast.ana, now=NOW)
        receive(knock(KEN, "Hello?"))
        assert views(thread, cast.ana) == {View.ALL, View.UNREAD}

    def test_a_confirmation_wakes_it_without_being_unread(self, cast, thread):
        cast.visit(thread.contact)
        snooze_thread(thread, TOMORROW, by=cast.ana, now=NOW)
        receive(knock(KEN, "yes"))
        assert views(thread, cast.ana) == {View.ALL, View.TO_ANSWER}

    def test_a_text_that_fails_wakes_it(self, cast, thread):
        message = send_reply(cast.ana, thread, Reply("It is", uuid4()), NOW)
        snooze_thread(thread, TOMORROW, by=cast.ana, now=NOW)
        fail(message, NOW, say("No"), say("Call"))
        assert views(thread, cast.ana) == {View.ALL, View.UNDELIVERABLE}

    def test_somebody_wakes_it_before(self, cast, thread):
        snooze_thread(thread, TOMORROW, by=cast.ana, now=NOW)
        wake_thread(thread, by=cast.ben, now=NOW)
        wake_thread(thread, by=cast.ben, now=NOW)
        assert views(thread, cast.ana) == {View.ALL, View.TO_ANSWER}
        assert audited() == ["snoozed the conversation", "woke the conversation"]

    def test_marking_it_unread_wakes_it(self, cast, thread):
        snooze_thread(thread, TOMORROW, by=cast.ana, now=NOW)
        mark_unread(thread)
        assert views(thread, cast.ana) == {View.ALL, View.UNREAD}

    def test_the_past_is_refused(self, cast, thread):
        with pytest.raises(UnfitMoment):
            snooze_thread(thread, NOW, by=cast.ana, now=NOW)
        assert views(thread, cast.ana) == {View.ALL, View.TO_ANSWER}


class TestDone:
    def test_it_leaves_the_views_of_work_until_something_comes_in(self, cast, thread):
        assign_thread(thread, cast.ana, by=cast.ana, now=NOW)
        mark_unread(thread)
        finish_thread(thread, by=cast.ana, now=NOW)
        finish_thread(thread, by=cast.ana, now=NOW)
        assert views(thread, cast.ana) == {View.ALL, View.DONE}
        receive(knock(KEN, "One more thing"))
        assert views(thread, cast.ana) == {View.ALL, View.UNREAD, View.MINE}
        thread.refresh_from_db()
        assert thread.unanswered_since == Message.objects.order_by("-id").first().at

    def test_a_confirmation_leaves_it_done(self, cast, thread):
        cast.visit(thread.contact)
        finish_thread(thread, by=cast.ana, now=NOW)
        receive(knock(KEN, "yes"))
        assert views(thread, cast.ana) == {View.ALL, View.DONE}

    def test_a_text_that_fails_brings_it_back(self, cast, thread):
        message = send_reply(cast.ana, thread, Reply("It is", uuid4()), NOW)
        finish_thread(thread, by=cast.ana, now=NOW)
        fail(message, NOW, say("No"), say("Call"))
        assert views(thread, cast.ana) == {View.ALL, View.UNDELIVERABLE}
        finish_thread(thread, by=cast.ana, now=NOW)
        assert views(thread, cast.ana) == {View.ALL, View.DONE}

    def test_not_done_after_all_it_stands_where_it_stood(self, cast, thread):
        finish_thread(thread, by=cast.ana, now=NOW)
        reopen_thread(thread, by=cast.ben, now=NOW)
        reopen_thread(thread, by=cast.ben, now=NOW)
        assert views(thread, cast.ana) == {View.ALL, View.TO_ANSWER}
        assert audited() == ["marked the conversation done", "reopened the conversation"]


class TestNotes:
    def test_a_note_is_no_text(self, cast, thread):
        write_note(thread, " She is deaf on the left. ", client_id=uuid4(), by=cast.ines, now=NOW)
        assert ThreadNote.objects.get().body == "She is deaf on the left."
        assert Message.objects.count() == 1
        thread.refresh_from_db()
        assert thread.snippet == "Is my bridge ready?"
        assert audited() == ["wrote a note"]

    def test_a_double_click_is_one_note_and_the_same_id_with_other_words_none(self, cast, thread):
        own = uuid4()
        assert write_note(thread, "Hm", client_id=own, by=cast.ana, now=NOW) == write_note(
            thread, "Hm", client_id=own, by=cast.ana, now=NOW
        )
        with pytest.raises(ClientIdTaken):
            write_note(thread, "Oh", client_id=own, by=cast.ana, now=NOW)

    def test_empty_and_endless_notes_are_refused(self, cast, thread):
        for body in (" \n", "x" * 2001):
            with pytest.raises(UnfitText):
                write_note(thread, body, client_id=uuid4(), by=cast.ana, now=NOW)

    def test_who_is_named_is_told_until_they_have_seen_it(self, cast, thread):
        write_note(thread, "@Ben and @Zoe and @Ana please look", client_id=uuid4(), by=cast.ana, now=NOW)
        notice = Notice.objects.waiting_for(cast.ben).get()
        assert not Notice.objects.exclude(user=cast.ben).exists()
        see_notice(cast.ana, notice.pk, NOW)
        assert Notice.objects.waiting_for(cast.ben).exists()
        see_notice(cast.ben, notice.pk, NOW)
        assert not Notice.objects.waiting_for(cast.ben).exists()

    def test_opening_the_conversation_is_seeing_it(self, cast, thread):
        write_note(thread, "@Ben", client_id=uuid4(), by=cast.ana, now=NOW)
        see_notices_of(cast.ben, thread, NOW)
        assert not Notice.objects.waiting_for(cast.ben).exists()

    def test_who_may_no_longer_read_there_is_told_nothing(self, cast, thread):
        write_note(thread, "@Ben", client_id=uuid4(), by=cast.ana, now=NOW)
        cast.ben.user_roles.all().delete()
        assert not Notice.objects.waiting_for(cast.ben).exists()
