"""Assigning, snoozing, done, notes and pop-ups, as the page asks for them."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from chairside.actions.mark_read import mark_read
from chairside.actions.threads.snooze_thread import snooze_thread
from chairside.actions.threads.write_note import write_note
from chairside.models import Notice, ThreadNote
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]


@pytest.fixture
def thread(cast):
    ken = cast.person("Ken Ito", KEN)
    receive(knock(KEN, "Is my bridge ready?"))
    found = ken.threads.get()
    mark_read(found)
    return found


def part(thread, name):
    return f"/locations/{thread.location_id}/threads/{thread.pk}/{name}/"


def inbox(thread, view):
    return f"/locations/{thread.location_id}/inbox/?view={view}"


def put(client, address, **values):
    return client.put(address, urlencode(values), content_type="application/x-www-form-urlencoded")


def shown(answer):
    return " ".join(answer.content.decode().split())


def test_assigning_shows_the_initials_in_the_row_and_the_thread_in_mine(cast, thread, as_user):
    assert put(as_user(cast.ana), part(thread, "assignment"), user=cast.ben.pk).status_code == 204
    ben = as_user(cast.ben)
    assert 'title="Assigned to Ben Carter"' in shown(ben.get(inbox(thread, "mine")))
    assert "Nothing is assigned to you" in shown(as_user(cast.ana).get(inbox(thread, "mine")))
    assert ben.delete(part(thread, "assignment")).status_code == 204
    assert "Nothing is assigned to you" in shown(ben.get(inbox(thread, "mine")))


def test_only_colleagues_who_may_manage_the_inbox_here_are_offered_and_taken(cast, thread, as_user):
    ana = as_user(cast.ana)
    page = shown(ana.get(part(thread, "messages").replace("/messages/", "/")))
    assert f'data-assign="{cast.ben.pk}"' in page
    assert f'data-assign="{cast.ines.pk}"' not in page
    for user in (cast.ines.pk, cast.zoe.pk, "nobody"):
        assert put(ana, part(thread, "assignment"), user=user).status_code == 404


def test_a_day_and_time_are_by_the_locations_clock(cast, thread, as_user):
    answer = put(as_user(cast.ana), part(thread, "snooze"), day="2026-11-23", time="16:00")
    assert answer.status_code == 204
    thread.refresh_from_db()
    assert cast.downtown.clock(thread.snoozed_until).strftime("%H:%M") == "16:00"
    page = shown(as_user(cast.ana).get(part(thread, "messages").replace("/messages/", "/")))
    assert "Snoozed until 4:00 PM, or until the contact texts." in page
    assert 'title="Snoozed until 4:00 PM"' in shown(as_user(cast.ana).get(inbox(thread, "snoozed")))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"day": "2026-11-23", "time": "10:00"}, "That moment has passed"),
        ({"day": "2028-01-01", "time": "10:00"}, "more than a year away"),
        ({"day": "", "time": "10:00"}, "Choose a day and a time."),
        ({"day": "2026-11-31", "time": "10:00"}, "Choose a day and a time."),
        ({"at": "2026-11-24T08:00:00"}, "Choose a day and a time."),
        ({}, "Choose a day and a time."),
    ],
)
def test_an_unfit_moment_is_told_where_it_was_asked(cast, thread, as_user, values, words):
    answer = put(as_user(cast.ana), part(thread, "snooze"), **values)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_the_offered_moment_is_taken_and_woken(cast, thread, as_user):
    ana = as_user(cast.ana)
    at = (NOW + timedelta(hours=3)).isoformat()
    assert put(ana, part(thread, "snooze"), at=at).status_code == 204
    assert ana.delete(part(thread, "snooze")).status_code == 204
    assert "Nothing is snoozed" in shown(ana.get(inbox(thread, "snoozed")))


def test_done_leaves_to_answer_and_stands_in_done(cast, thread, as_user):
    ana = as_user(cast.ana)
    assert ana.put(part(thread, "done")).status_code == 204
    assert "Everything is answered" in shown(ana.get(inbox(thread, "to-answer")))
    assert "Ken Ito" in shown(ana.get(inbox(thread, "done")))
    assert "Ken Ito" in shown(ana.get(inbox(thread, "all")))
    assert ana.delete(part(thread, "done")).status_code == 204
    assert "Ken Ito" in shown(ana.get(inbox(thread, "to-answer")))


def test_who_may_only_read_may_write_notes_and_no_more(cast, thread, as_user):
    ines = as_user(cast.ines)
    assert ines.put(part(thread, "done")).status_code == 404
    assert put(ines, part(thread, "snooze"), at=NOW.isoformat()).status_code == 404
    assert put(ines, part(thread, "assignment"), user=cast.ana.pk).status_code == 404
    answer = ines.post(part(thread, "notes"), {"body": "Tell her it is fine", "client_id": uuid4()})
    assert answer.status_code == 204
    page = shown(ines.get(part(thread, "messages").replace("/messages/", "/")))
    assert "Tell her it is fine" in page
    assert 'data-deed="done"' not in page


def test_a_note_stands_between_the_texts_and_says_that_it_is_none(cast, thread, as_user):
    write_note(thread, "Look at <b>this</b>", client_id=uuid4(), by=cast.ben, now=NOW)
    receive(knock(KEN, "Hello?"))
    page = shown(as_user(cast.ana).get(part(thread, "messages")))
    assert page.index("Is my bridge ready?") < page.index("Look at &lt;b&gt;this") < page.index("Hello?")
    assert "Note to colleagues, not sent" in page


def test_notes_of_earlier_pages_stay_there(cast, thread, as_user):
    write_note(thread, "An old note", client_id=uuid4(), by=cast.ben, now=NOW)
    receive(*[knock(KEN, f"Text {number}") for number in range(55)])
    ana = as_user(cast.ana)
    newest = shown(ana.get(part(thread, "messages")))
    assert "An old note" not in newest
    before = newest.split("?before=")[1].split('"')[0]
    assert "An old note" in shown(ana.get(part(thread, "messages") + f"?before={before}"))


@pytest.mark.parametrize("values", [{"body": " "}, {"body": "x" * 2001}])
def test_an_unfit_note_is_told(cast, thread, as_user, values):
    answer = as_user(cast.ana).post(part(thread, "notes"), {**values, "client_id": uuid4()})
    assert answer.status_code == 422
    assert not ThreadNote.objects.exists()


def test_who_is_mentioned_gets_a_pop_up_until_they_open_the_conversation(cast, thread, as_user):
    write_note(thread, "@Ben please call", client_id=uuid4(), by=cast.ana, now=NOW)
    ben = as_user(cast.ben)
    assert "Ana mentions you in the conversation with Ken Ito." in shown(ben.get("/notices/"))
    assert "mentions" not in shown(as_user(cast.zoe).get("/notices/"))
    ben.get(part(thread, "messages").replace("/messages/", "/"))
    assert "mentions" not in shown(ben.get("/notices/"))


def test_closing_a_pop_up_is_seeing_it_and_nobody_elses_can_be_closed(cast, thread, as_user):
    write_note(thread, "@Ben please call", client_id=uuid4(), by=cast.ana, now=NOW)
    notice = Notice.objects.get()
    as_user(cast.ana).delete(f"/notices/{notice.pk}/")
    assert Notice.objects.waiting_for(cast.ben).exists()
    as_user(cast.ben).delete(f"/notices/{notice.pk}/")
    assert not Notice.objects.waiting_for(cast.ben).exists()


def test_the_numbers_count_what_is_open(cast, thread, as_user):
    snooze_thread(thread, NOW + timedelta(days=1), by=cast.ana, now=NOW)
    page = shown(as_user(cast.ana).get(f"/locations/{thread.location_id}/inbox/changes/"))
    assert 'data-count-to-answer=""' in page
    assert 'data-count-mine=""' in page
