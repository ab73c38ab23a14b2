"""The figures of the report: each text once, on the location's own day, and how long patients waited."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chairside.models import Attempt, ConsentEntry, Message
from chairside.models.text_figures import (
    Asked,
    Figures,
    Which,
    by_day,
    by_location,
    figures_of,
    first_replies,
    unanswered_now,
    why_failed,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ken(cast):
    return cast.thread(cast.person("Ken Ito", "+13125550121"))


def text(thread, direction="out", at=NOW, **more):
    more.setdefault("status", "delivered" if direction == "out" else "received")
    more.setdefault("meaning", "" if direction == "out" else "ordinary")
    return Message.objects.create(
        organization_id=thread.organization_id, location_id=thread.location_id, thread=thread, direction=direction,
        body="Hello", at=at, status_at=at, **more,
    )  # fmt: skip


def asked(*places, first=TODAY, last=TODAY, which=Which.ALL):
    return Asked([place.pk for place in places], first, last, which)


def figures(*places, **more):
    [one] = by_day(figures_of(asked(*places, **more)), asked(*places, **more)).values()
    return one


def test_each_of_our_texts_is_counted_once(cast, ken):
    for status in ("queued", "sending", "sent", "delivered", "read", "undelivered", "failed", "not_confirmed"):
        text(ken, status=status, communication="Reminder")
    found = figures(cast.downtown)
    assert (found.delivered, found.under_way, found.failed, found.not_confirmed) == (2, 3, 2, 1)
    assert found.sent == 4


def test_what_the_carrier_took_is_sent_whatever_became_of_it(cast, ken):
    for number, (status, outcome) in enumerate([("queued", "accepted"), ("failed", "accepted"), ("failed", "refused")]):
        ours = text(ken, status=status, communication="Reminder")
        Attempt.objects.create(
            organization=cast.cedar, message=ours, token=str(number), started_at=NOW, settled_at=NOW, outcome=outcome,
            from_number="+13125550190", to_number=ken.number, lane=1, expires_at=NOW, tries=1,
        )  # fmt: skip
    assert figures(cast.downtown).sent == 2


def test_whose_texts_are_counted(cast, ken):
    text(ken, communication="Reminder")
    text(ken, sent_by=cast.ana)
    assert [figures(cast.downtown, which=which).sent for which in Which] == [2, 1, 1]


def test_a_conversation_has_replied_once_a_day_and_stop_is_no_reply(cast, ken):
    text(ken, "in")
    text(ken, "in", meaning="confirmation")
    text(cast.thread(cast.person("Mia Paz", "+13125550122")), "in", meaning="opt_out")
    assert figures(cast.downtown).replied == 1


def test_confirmed_visits_and_opt_outs(cast, ken):
    answer = text(ken, "in", meaning="confirmation")
    for hours in (24, 26):
        visit = cast.visit(ken.contact, hours=hours)
        type(visit).objects.filter(pk=visit.pk).update(confirmed_by_text=answer)
    for category in ("", "marketing"):
        ConsentEntry.objects.create(
            organization=cast.cedar, number=ken.number, opted_in=False, at=NOW, source="word", wording="STOP",
            location=cast.downtown, category=category,
        )  # fmt: skip
    found = figures(cast.downtown)
    assert (found.confirmed, found.opted_out) == (2, 1)


def test_days_are_the_locations_own(cast, ken):
    # half past eleven in the evening in Chicago is the next day in UTC
    text(ken, at=datetime(2026, 11, 24, 5, 30, tzinfo=UTC))
    assert figures(cast.downtown).sent == 1
    assert figures(cast.downtown, first=date(2026, 11, 24), last=date(2026, 11, 24)).sent == 0


def test_every_day_and_every_location_has_a_line(cast, ken):
    text(ken)
    wanted = asked(cast.downtown, cast.lakeside, first=TODAY - timedelta(2))
    found = figures_of(wanted)
    assert [one.sent for one in by_day(found, wanted).values()] == [0, 0, 1]
    assert by_location(found, wanted)[cast.lakeside.pk] == Figures()


def test_only_of_the_locations_asked_for(cast, ken):
    text(ken)
    assert figures(cast.lakeside) == Figures()
    assert figures(cast.harbor) == Figures()


def test_why_texts_failed(cast, ken):
    for _ in range(2):
        text(ken, status="undelivered", error_code=30003)
    text(ken, status="failed", failure=[{"text": "Late.", "values": {}}, {"text": "Call.", "values": {}}])
    assert why_failed(asked(cast.downtown)) == [(30003, "", 2), (None, "Late.", 1)]


class TestFirstReplies:
    def test_median_and_nine_of_ten_of_what_staff_answered(self, cast, ken):
        for minutes in (1, 2, 30):
            text(ken, "in", at=NOW + minutes * MINUTE)
            text(ken, at=NOW + 2 * minutes * MINUTE, sent_by=cast.ana)
        [day, all_days] = first_replies(asked(cast.downtown))
        assert (day.day, day.asked, day.answered) == (TODAY, 3, 3)
        assert (day.median, day.ninetieth) == (2 * MINUTE, timedelta(minutes=24, seconds=24))
        assert all_days.day is None

    def test_the_wait_counts_from_the_first_text_and_no_automated_text_ends_it(self, cast, ken):
        text(ken, "in", at=NOW)
        text(ken, "in", at=NOW + MINUTE)
        text(ken, at=NOW + 2 * MINUTE, communication="Help answer")
        text(ken, at=NOW + 5 * MINUTE, sent_by=cast.ana)
        [day, _] = first_replies(asked(cast.downtown))
        assert (day.asked, day.median) == (1, 5 * MINUTE)

    def test_what_nobody_answered_is_asked_and_not_answered(self, cast, ken):
        text(ken, "in")
        text(ken, "in", meaning="confirmation")
        [day, _] = first_replies(asked(cast.downtown))
        assert (day.asked, day.answered, day.median) == (1, 0, None)

    def test_who_waits_now(self, cast, ken):
        type(ken).objects.filter(pk=ken.pk).update(unanswered_since=NOW)
        other = cast.thread(cast.person("Mia Paz", "+13125550122"))
        type(ken).objects.filter(pk=other.pk).update(unanswered_since=NOW, done_at=NOW)
        assert unanswered_now([cast.downtown.pk]) == (1, NOW)
        assert unanswered_now([cast.lakeside.pk]) == (0, None)
