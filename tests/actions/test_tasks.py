"""What is to do comes up by itself, is done by a person, and goes when its cause has gone."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.sending.fail import fail
from chairside.actions.tasks.ask_call_back import ask_call_back
from chairside.actions.tasks.complete_task import complete_task, reopen_task
from chairside.actions.tasks.list_unreachable import list_unreachable
from chairside.models import AuditEntry, HoursException, Message, Task
from chairside.models.unreachable import unreachable_on, working_day_after
from chairside.rules.may_text import Code
from chairside.rules.wording import say
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
TUESDAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ken(cast):
    return cast.person("Ken Ito", KEN)


def unreachable():
    return list(
        Task.objects.to_do().filter(kind="unreachable").values_list("appointment__patient__given_name", flat=True)
    )


class TestUnreachable:
    def test_every_reason_is_told_and_who_can_be_texted_is_left_out(self, cast, ken):
        edith = cast.person("Edith Moss", text_messages=False, status="inactive")
        cast.visit(edith), cast.visit(ken)
        [one] = unreachable_on(cast.downtown, TUESDAY, NOW)
        assert one.visit.patient == edith
        assert {reason.code for reason in one.reasons} == {
            Code.CONTACT_INACTIVE, Code.NO_MOBILE, Code.PREFERS_NO_TEXTS, Code.PATIENT_NOT_CURRENT,
        }  # fmt: skip

    def test_it_is_the_contact_who_counts(self, cast, ken):
        cast.visit(cast.person("Yumi Ito", contact=ken))
        assert unreachable_on(cast.downtown, TUESDAY, NOW) == []
        receive(knock(KEN, "STOP"))
        [one] = unreachable_on(cast.downtown, TUESDAY, NOW)
        assert (one.contact, [reason.code for reason in one.reasons]) == (ken, [Code.OPTED_OUT])

    def test_a_last_text_that_failed_counts_until_one_arrives(self, cast, ken):
        cast.visit(ken)
        thread = cast.thread(ken)
        fail(send_reply(cast.ana, thread, Reply("Hi", uuid4()), NOW), NOW, say("No"), say("Call"))
        [one] = unreachable_on(cast.downtown, TUESDAY, NOW)
        assert (one.reasons, one.failed.body) == ((), "Hi")
        send_reply(cast.ana, thread, Reply("Hi again", uuid4()), NOW)
        assert unreachable_on(cast.downtown, TUESDAY, NOW) == []

    def test_only_visits_that_still_stand_at_this_location_that_day(self, cast):
        edith = cast.person("Edith Moss")
        cast.visit(edith, status="broken"), cast.visit(edith, hours=48), cast.visit(edith, location=cast.lakeside)
        assert unreachable_on(cast.downtown, TUESDAY, NOW) == []

    def test_the_questions_do_not_grow_with_the_visits(self, cast, django_assert_max_num_queries):
        for number in range(20):
            cast.visit(cast.person(f"Nobody {number}"))
        with django_assert_max_num_queries(12):
            assert len(unreachable_on(cast.downtown, TUESDAY, NOW)) == 20

    def test_they_come_onto_the_list_once_and_go_when_they_can_be_reached(self, cast, ken):
        visit = cast.visit(cast.person("Edith Moss"))
        for _ in range(2):
            list_unreachable(NOW)
        assert unreachable() == ["Edith"]
        visit.patient.phones.create(organization=cast.cedar, position=0, type="mobile", number="+13125550155")
        list_unreachable(NOW)
        assert unreachable() == []

    def test_who_was_called_is_not_listed_again_unless_the_visit_moves(self, cast):
        visit = cast.visit(cast.person("Edith Moss"))
        list_unreachable(NOW)
        complete_task(Task.objects.get(), by=cast.ana, now=NOW)
        list_unreachable(NOW)
        assert unreachable() == []
        type(visit).objects.update(starts_at=NOW + timedelta(hours=48), ends_at=NOW + timedelta(hours=49))
        list_unreachable(NOW + timedelta(days=1))
        assert unreachable() == ["Edith"]

    def test_the_next_working_day_knows_hours_and_exceptions(self, cast):
        cast.downtown.hours = {str(day): [["08:00", "17:00"]] for day in (0, 1, 3)}
        assert working_day_after(cast.downtown, TUESDAY) == date(2026, 11, 26)
        HoursException.objects.create(organization=cast.cedar, location=cast.downtown, day=date(2026, 11, 26), hours=[])
        assert working_day_after(cast.downtown, TUESDAY) == date(2026, 11, 30)

    def test_without_hours_it_is_the_next_from_monday_to_friday(self, cast):
        assert working_day_after(cast.downtown, date(2026, 11, 27)) == date(2026, 11, 30)


def test_a_call_back_is_asked_for_once_per_text(cast, ken):
    receive(knock(KEN, "can we move it?"))
    message = Message.objects.get()
    for user in (cast.ana, cast.ben):
        ask_call_back(message.thread, message, None, by=user, now=NOW)
    assert Task.objects.get().kind == "call_back"
    assert AuditEntry.objects.get().action == "asked to call back"


def test_done_and_reopened_by_whom(cast, ken):
    task = Task.objects.create(
        organization=cast.cedar, location=cast.downtown, kind="call_back", thread=cast.thread(ken), created_at=NOW
    )
    complete_task(task, by=cast.ana, now=NOW)
    complete_task(task, by=cast.ben, now=NOW)
    task.refresh_from_db()
    assert task.done_by == cast.ana
    reopen_task(task, by=cast.ben, now=NOW)
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)
    assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True)) == [
        "did a task",
        "reopened a task",
    ]
