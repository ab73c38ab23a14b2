"""A text whose webhook was lost is pulled from the carrier's list: once, in its place, and only if it is heard."""

from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync

from chairside.actions.sweep_inbound import sweep_inbound
from chairside.carriers.port import CarrierText
from chairside.models import Attachment, KnockTally, Message, QueuedMessage, TextNumber, Thread
from tests.carriers.fakes import Listing
from tests.cast import NOW, knock, opted_out, receive

KEN, OURS, LAKESIDE = "+13125550121", "+13125550190", "+16025550191"
pytestmark = pytest.mark.django_db(transaction=True)


def listed(body="Hi", *, ago=timedelta(minutes=3), number=KEN, to=OURS, sid=None, media=0, is_inbound=True):
    return CarrierText(
        carrier_id=sid or uuid4(),
        is_inbound=is_inbound,
        from_number=number,
        to_number=to,
        body=body,
        status="received",
        error_code=None,
        created_at=NOW - ago,
        media_count=media,
    )


def sweep(carrier, now=NOW, **more):
    return async_to_sync(sweep_inbound)(carrier, "https://carrier.example", now, **more)


@pytest.fixture
def ken(live_cast):
    return live_cast.person("Ken Ito", KEN)


def test_a_text_that_never_knocked_is_taken_in_once_with_its_own_moment(ken):
    carrier = Listing(listed("lost"))
    assert sweep(carrier) == 1
    assert sweep(carrier, all_numbers=True) == 0
    message = Message.objects.get()
    assert (message.body, message.at) == ("lost", NOW - timedelta(minutes=3))
    assert Thread.objects.get().unread == 1


def test_what_knocked_is_passed_over(ken):
    sid = uuid4()
    receive(knock(KEN, "Hi", sid=sid))
    assert sweep(Listing(listed("Hi", sid=sid))) == 0
    assert Message.objects.count() == 1


def test_it_stands_among_the_texts_of_its_time_and_the_list_shows_the_newest(ken):
    receive(knock(KEN, "before"), now=NOW - timedelta(minutes=5))
    receive(knock(KEN, "after"), now=NOW - timedelta(minutes=1))
    sweep(Listing(listed("lost")))
    by_time = list(Message.objects.order_by("at").values_list("body", flat=True))
    assert by_time == ["before", "lost", "after"]
    thread = Thread.objects.get()
    assert (thread.snippet, thread.unread) == ("after", 3)


def test_texts_of_one_second_keep_their_order(ken):
    texts = [listed(f"text {place}") for place in range(5)]
    sweep(Listing(*reversed(texts)))
    ordered = Message.objects.order_by("id")
    assert [message.body for message in ordered] == [f"text {place}" for place in range(5)]
    assert [message.at for message in ordered] == sorted(message.at for message in ordered)


def test_a_stranger_in_the_list_leaves_no_trace_not_even_a_count(ken):
    assert sweep(Listing(listed("CANARY", number="+13125550188"))) == 0
    assert not Message.objects.exists()
    assert not KnockTally.objects.exists()


def test_a_text_of_ours_is_not_taken_for_one_of_theirs(ken):
    assert sweep(Listing(listed("ours", number=LAKESIDE, is_inbound=False))) == 0


def test_a_lost_stop_opts_out(ken):
    sweep(Listing(listed("STOP")))
    assert opted_out(ken.organization, KEN)


def test_a_lost_stop_undoes_no_later_start(ken):
    receive(knock(KEN, "START"), now=NOW - timedelta(minutes=1))
    sweep(Listing(listed("STOP")))
    assert not opted_out(ken.organization, KEN)
    assert not QueuedMessage.objects.exists()


def test_a_lost_picture_waits_for_its_address(ken):
    sweep(Listing(listed("", media=2)))
    assert list(Attachment.objects.values_list("position", "url", "state")) == [(0, "", "waiting"), (1, "", "waiting")]


def test_each_number_has_its_turn_every_five_minutes_and_sooner_after_a_failure(ken):
    carrier = Listing()
    carrier.is_away = True
    sweep(carrier)
    assert len(carrier.asked) == 3
    carrier.is_away = False
    sweep(carrier, NOW + timedelta(seconds=20))
    assert len(carrier.asked) == 6
    sweep(carrier, NOW + timedelta(minutes=4))
    assert len(carrier.asked) == 6
    sweep(carrier, NOW + timedelta(minutes=6))
    assert len(carrier.asked) == 9


@pytest.mark.parametrize("off", [timedelta(minutes=-10), timedelta(minutes=10), timedelta(hours=-1), timedelta()])
def test_a_clock_that_was_wrong_at_the_last_look_opens_no_gap(ken, off):
    """Ten minutes off, and an hour back as a clock is set that forgot what daylight saving is."""
    sweep(Listing(), NOW - timedelta(minutes=5) + off)
    assert sweep(Listing(listed("lost", ago=timedelta(minutes=4))), NOW, all_numbers=True) == 1


def test_the_list_is_read_from_before_the_last_look(ken):
    TextNumber.objects.update(swept_at=NOW - timedelta(days=3))
    carrier = Listing()
    sweep(carrier)
    assert {asked["since"] for asked in carrier.asked} == {NOW - timedelta(days=3, hours=1)}


def test_what_no_database_holds_is_marked(ken):
    sweep(Listing(listed("a\0b \ud800 c")))
    assert Message.objects.get().body == "a\ufffdb \ufffd c"
