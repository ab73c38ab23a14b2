"""A text for later, as the page asks for it."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from chairside.actions.scheduled.change_scheduled import cancel_scheduled
from chairside.actions.scheduled.schedule_message import Wanted, schedule_message
from chairside.models import Message, ScheduledMessage
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
TOMORROW = NOW + timedelta(hours=21)  # 8:00 in Chicago
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]


@pytest.fixture
def thread(cast):
    ken = cast.person("Ken Ito", KEN)
    receive(knock(KEN, "Is my bridge ready?"), now=NOW - timedelta(hours=1))
    return ken.threads.get()


@pytest.fixture
def waiting(cast, thread):
    return schedule_message(cast.ana, thread, Wanted("It is ready.", TOMORROW, uuid4()), NOW)


def address(thread, *parts):
    return "/".join([f"/locations/{thread.location_id}/threads/{thread.pk}", *map(str, parts), ""])


def post(client, thread, **values):
    values = {"body": "It is ready.", "client_id": uuid4(), **values}
    return client.post(address(thread, "scheduled"), values)


def put(client, where, **values):
    return client.put(where, urlencode(values), content_type="application/x-www-form-urlencoded")


def shown(answer):
    return " ".join(answer.content.decode().split())


def test_the_moments_are_offered_by_the_locations_clock(cast, thread, as_user):
    page = shown(as_user(cast.ana).get(address(thread, "scheduled")))
    assert "Later today" in page
    assert "tomorrow, 8:00 AM" in page
    assert "by Downtown's clock" in page


def test_it_stands_below_the_texts_until_it_leaves(cast, thread, as_user):
    ana = as_user(cast.ana)
    assert post(ana, thread, at=TOMORROW.isoformat()).status_code == 204
    page = shown(ana.get(address(thread)))
    assert "Will be sent tomorrow, 8:00 AM" in page
    assert page.index("Is my bridge ready?") < page.index("It is ready.")


def test_a_day_and_time_are_the_locations(cast, thread, as_user):
    assert post(as_user(cast.ana), thread, day="2026-11-24", time="08:00").status_code == 204
    assert ScheduledMessage.objects.get().due_at == TOMORROW


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"at": NOW.isoformat()}, "That moment has passed"),
        ({}, "Choose a day and a time."),
        ({"at": TOMORROW.isoformat(), "body": " "}, "There is nothing to send yet."),
        ({"at": TOMORROW.isoformat(), "body": "x" * 1601}, "1600 is the most"),
    ],
)
def test_what_is_wrong_is_told_in_the_composer(cast, thread, as_user, values, words):
    answer = post(as_user(cast.ana), thread, **values)
    assert (answer.status_code, words in shown(answer)) == (422, True)


def test_who_may_only_read_schedules_and_changes_nothing(cast, thread, waiting, as_user):
    ines = as_user(cast.ines)
    assert post(ines, thread, at=TOMORROW.isoformat()).status_code == 403
    where = address(thread, "scheduled", waiting.pk)
    assert {ines.delete(where).status_code, put(ines, where, body="x").status_code} == {404}
    assert ines.post(where + "departure/").status_code == 404
    assert "data-waiting-cancel" not in shown(ines.get(address(thread)))


def test_it_is_changed_cancelled_and_sent_now(cast, thread, waiting, as_user):
    ana, where = as_user(cast.ana), address(thread, "scheduled", waiting.pk)
    assert put(ana, where, body="It is ready!", day="2026-11-25", time="09:00").status_code == 204
    assert "Will be sent Wed, Nov 25, 9:00 AM" in shown(ana.get(address(thread)))
    assert put(ana, where, body="It is ready!", day="2026-11-20", time="09:00").status_code == 422
    assert put(ana, where, body="It is ready!", day="", time="09:00").status_code == 422
    assert ana.post(where + "departure/").status_code == 204
    assert Message.objects.get(direction="out").body == "It is ready!"
    assert {ana.post(where + "departure/").status_code, ana.delete(where).status_code} == {409}


def test_cancelling_gives_the_words_to_the_page(cast, thread, waiting, as_user):
    answer = as_user(cast.ana).delete(address(thread, "scheduled", waiting.pk))
    assert answer.content.decode() == "It is ready."
    assert "Will be sent" not in shown(as_user(cast.ana).get(address(thread)))


def test_a_colleagues_cancelling_is_told(cast, thread, waiting, as_user):
    cancel_scheduled(waiting.pk, by=cast.ben, now=NOW)
    where = address(thread, "scheduled", waiting.pk)
    assert put(as_user(cast.ana), where, body="x", day="2026-11-25", time="09:00").status_code == 409


def test_it_says_when_the_contact_has_texted_since_and_when_it_would_not_leave(cast, thread, waiting, as_user):
    receive(knock(KEN, "I will call"), now=NOW + timedelta(minutes=1))
    assert "Ken has texted since this was written." in shown(as_user(cast.ana).get(address(thread)))
    receive(knock(KEN, "STOP"), now=NOW + timedelta(minutes=2))
    assert "It would not leave now: Ken Ito has opted out of texts." in shown(as_user(cast.ana).get(address(thread)))
