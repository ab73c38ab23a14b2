"""An answer to a reminder sets what it names, leaves the rest to a person, and says what was confirmed."""

import pytest

from chairside.models import AuditEntry, Communication, Message, Task
from tests.cast import NOW, knock, opted_out, receive

MARISOL = "+13125550101"
pytestmark = pytest.mark.django_db


@pytest.fixture
def siblings(cast):
    """Leo at 11:00 and Mia at 12:00 tomorrow, reminded by one text to their mother."""
    marisol = cast.person("Marisol Vega", MARISOL, status="non_patient")
    leo, mia = cast.person("Leo Vega", contact=marisol), cast.person("Mia Vega", contact=marisol)
    return cast.visit(leo), cast.visit(mia, hours=25)


def statuses(*visits):
    for visit in visits:
        visit.refresh_from_db()
    return [visit.status for visit in visits]


def thread():
    found = Message.objects.first().thread
    found.refresh_from_db()
    return found


def thanked():
    return [text.body for text in Message.objects.filter(direction="out")]


def to_do():
    return list(Task.objects.to_do().values_list("kind", "appointment__patient__given_name"))


@pytest.mark.parametrize("body", ["yes", "yes for both", "Leo and Mia yes", "1 yes 2 yes"])
def test_all_of_the_reminder_is_confirmed_and_nothing_is_left_to_do(siblings, body):
    receive(knock(MARISOL, body))
    assert statuses(*siblings) == ["confirmed", "confirmed"]
    assert to_do() == []
    assert (thread().unread, thread().unanswered_since) == (0, None)
    [text] = thanked()
    assert "Leo, Tue, Nov 24, 11:00 AM; Mia, Tue, Nov 24, 12:00 PM at Cedar Dental Downtown" in text
    assert AuditEntry.objects.filter(action="confirmed by text").count() == 2


@pytest.mark.parametrize("body", ["1 yes 2 no", "Leo yes", "yes for Leo, not Mia"])
def test_part_is_confirmed_and_the_rest_is_a_task_and_to_answer(siblings, body):
    receive(knock(MARISOL, body))
    assert statuses(*siblings) == ["confirmed", "unconfirmed"]
    assert to_do() == [("rest_of_reminder", "Mia")]
    assert thread().unread == 0
    assert thread().unanswered_since is not None
    assert thanked() == ["Thank you, confirmed: Leo, Tue, Nov 24, 11:00 AM at Cedar Dental Downtown."]
    receive(knock(MARISOL, "yes"))
    assert statuses(*siblings) == ["confirmed", "confirmed"]


def test_nobody_is_confirmed_by_a_no_and_both_are_asked_about(siblings):
    receive(knock(MARISOL, "no for both"))
    assert statuses(*siblings) == ["unconfirmed", "unconfirmed"]
    assert sorted(to_do()) == [("rest_of_reminder", "Leo"), ("rest_of_reminder", "Mia")]
    assert thread().unread == 1
    assert thanked() == []


@pytest.mark.parametrize("body", ["C", "no", "can we move it?", "Leo yes?", "Leo yes but at 4"])
def test_anything_else_is_an_ordinary_text(siblings, body):
    receive(knock(MARISOL, body))
    assert statuses(*siblings) == ["unconfirmed", "unconfirmed"]
    assert (to_do(), thanked(), thread().unread) == ([], [], 1)


@pytest.mark.parametrize("body", ["CANCEL", "End", "quit"])
def test_words_that_may_mean_the_appointment_opt_out_and_are_a_task(cast, siblings, body):
    receive(knock(MARISOL, body))
    assert opted_out(cast.cedar, MARISOL)
    assert statuses(*siblings) == ["unconfirmed", "unconfirmed"]
    assert to_do() == [("may_mean_appointment", "Leo")]


def test_the_same_text_twice_is_one_task(siblings):
    text = knock(MARISOL, "CANCEL")
    receive(text)
    receive(text)
    assert len(to_do()) == 1


def test_stop_is_no_task(siblings):
    receive(knock(MARISOL, "STOP"))
    assert to_do() == []


def test_only_the_reminder_that_went_last_is_answered(cast, siblings):
    leo, mia = siblings
    mia.reminded_at = NOW
    mia.save(update_fields=["reminded_at"])
    receive(knock(MARISOL, "yes"))
    assert statuses(leo, mia) == ["unconfirmed", "confirmed"]


def test_without_a_reminder_a_yes_with_a_name_is_an_ordinary_text(cast):
    ken = cast.person("Ken Ito", MARISOL)
    visit = cast.visit(ken, reminded=False)
    receive(knock(MARISOL, "Ken yes"))
    assert statuses(visit) == ["unconfirmed"]


def test_another_communication_that_follows_a_confirmation_takes_the_place_of_the_thank_you(cast, siblings):
    Communication.objects.create(
        organization=cast.cedar,
        location=cast.downtown,
        kind="appointment",
        name="Confirmed",
        trigger="confirmed",
        active_since=NOW,
        english="See you {date} at {time}",
        created_at=NOW,
    )
    receive(knock(MARISOL, "yes"))
    assert statuses(*siblings) == ["confirmed", "confirmed"]
    assert "Confirmation answer" not in Message.objects.values_list("communication", flat=True)
