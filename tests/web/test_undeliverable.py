"""Texts that did not arrive, as the front desk sees them and works through them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chairside.actions.send_reply import Reply, send_reply
from chairside.carriers.port import CredentialsRejected, Refused, Unknown
from chairside.models import Attempt, Message, TextNumber, Undeliverable
from chairside.rules.delivery import Status
from tests.cast import NOW
from tests.sending import FakeCarrier, check, deliver, older

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    return cast.thread(cast.person("Ken Ito", KEN))


@pytest.fixture
def message(cast, thread):
    return send_reply(cast.ana, thread, Reply("On our way", uuid4()), NOW)


@pytest.fixture
def desk(cast, as_user):
    return as_user(cast.ana)


def url(name, thread, *more):
    return reverse(name, args=[thread.location_id, thread.pk, *(one.pk for one in more)])


def page(desk, address, **asked):
    return " ".join(desk.get(address, asked).content.decode().split())


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.RECEIVED])
def test_a_text_of_every_status_is_drawn(desk, thread, message, status):
    Message.objects.update(status=status)
    assert "On our way" in page(desk, url("thread", thread))


def test_refused_it_says_why_and_what_to_do(desk, thread, message):
    deliver(FakeCarrier(Refused("no", 30007)))
    shown = page(desk, url("thread", thread))
    assert "filtered this text as unwanted" in shown
    assert "Write it in other words" in shown
    assert "Send again" in shown
    assert "Check again" not in shown


def test_the_view_lists_the_remedy_of_each(desk, cast, thread, message):
    deliver(FakeCarrier(Refused("no", 30007)))
    listed = page(desk, reverse("inbox", args=[cast.downtown.pk]), view="undeliverable")
    assert "filtered this text as unwanted" in listed
    assert "Write it in other words" in listed
    assert "row-trouble" not in page(desk, reverse("inbox", args=[cast.downtown.pk]))


def test_done_is_done_for_everybody(desk, cast, thread, message):
    deliver(FakeCarrier(Refused("no", 30007)))
    assert desk.put(url("done", thread, message)).status_code == 204
    assert "Done: Ana" in page(desk, url("thread", thread))
    assert "row-trouble" not in page(desk, reverse("inbox", args=[cast.downtown.pk]), view="undeliverable")


def test_in_doubt_it_can_be_looked_for_released_and_sent_again(desk, cast, thread, message):
    deliver(FakeCarrier(Unknown("cut")))
    send_reply(cast.ana, thread, Reply("Are you there?", uuid4()), NOW)
    shown = page(desk, url("thread", thread))
    assert "Nobody knows yet whether it left." in shown
    assert "Check again" in shown
    assert "Send the later text now" in shown
    assert desk.post(url("looks", thread, message)).status_code == 204
    assert desk.delete(url("hold", thread, message)).status_code == 204
    assert "Send the later text now" not in page(desk, url("thread", thread))
    assert desk.post(url("again", thread, message)).status_code == 200
    assert "Sent again." in page(desk, url("thread", thread))


def test_after_the_last_look_it_says_when_the_list_did_not_show_it(desk, thread, message):
    deliver(FakeCarrier(Unknown("cut")))
    attempt = Attempt.objects.get()
    older(attempt, 601)
    check(attempt, [])
    assert "the carrier's list did not show it" in page(desk, url("thread", thread)).replace("&#39;", "'")
    assert Undeliverable.objects.exists()


@pytest.mark.parametrize("deed", [("done", "put"), ("looks", "post"), ("hold", "delete")])
def test_who_may_only_read_is_told_so(cast, as_user, thread, message, deed):
    name, method = deed
    deliver(FakeCarrier(Unknown("cut")))
    answer = getattr(as_user(cast.ines), method)(url(name, thread, message))
    assert (answer.status_code, "Your role here may read" in answer.content.decode()) == (403, True)


def test_a_paused_number_is_told_on_every_page_of_its_location(desk, cast, as_user, thread, message):
    deliver(FakeCarrier(CredentialsRejected("no", 20003)))
    shown = page(desk, reverse("inbox", args=[cast.downtown.pk]))
    assert "Texting is paused at Downtown" in shown
    assert "1 text waits." in shown
    assert "An administrator can see to it" in shown
    ben = as_user(cast.ben)
    assert "See to it and resume" in page(ben, reverse("inbox", args=[cast.downtown.pk]))
    assert "Texting is paused" not in page(ben, reverse("inbox", args=[cast.lakeside.pk]))
    ben.post(reverse("text_number_pause", args=[cast.downtown.pk]), {"deed": "resume"})
    assert "Texting is paused" not in page(ben, reverse("inbox", args=[cast.downtown.pk]))
    assert deliver(FakeCarrier()) == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [({"segments_per_second": "0"}, "from 1 to 100"), ({"segments_per_second": "fast"}, "from 1 to 100"),
     ({"segments_per_second": ""}, "from 1 to 100"), ({"segments_per_second": "5", "segments_per_day": "-1"}, "from 1 to 1,000,000")],
)  # fmt: skip
def test_a_pace_that_cannot_be_is_told_and_what_was_typed_stays(cast, as_user, given, told):
    answer = as_user(cast.ben).post(reverse("text_number_pace", args=[cast.downtown.pk]), given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert f'value="{next(iter(given.values()))}"' in answer.content.decode()


def test_a_pace_is_kept(cast, as_user):
    given = {"segments_per_second": "3", "segments_per_day": "200"}
    assert as_user(cast.ben).post(reverse("text_number_pace", args=[cast.downtown.pk]), given).status_code == 303
    number = TextNumber.objects.get(location=cast.downtown)
    assert (number.segments_per_second, number.segments_per_day) == (3, 200)
