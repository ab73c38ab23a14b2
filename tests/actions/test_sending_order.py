"""Who leaves first, how fast, and who waits."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from chairside.actions.locations.keep_pace import Pace, keep_pace
from chairside.actions.refusals import Refused
from chairside.actions.release_waiting import release_waiting
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.sending.claim import claim
from chairside.carriers.port import NotSent, Unknown
from chairside.models import Attempt, Message, QueuedMessage, TextNumber
from chairside.models.identifiers import new_id
from chairside.rules.delivery import Lane
from tests.cast import NOW
from tests.sending import FakeCarrier, all_due, begun, deliver, due, run_sql

KEN = "+13125550121"
pytestmark = pytest.mark.django_db(transaction=True)

AUTOMATED = """
INSERT INTO chairside_message (id, organization_id, location_id, thread_id, direction, body, at, meaning, for_review,
    may_mean_appointment, media_count, communication, status, status_at)
SELECT gen_random_uuid(), %s, %s, %s, 'out', 'Time for a check-up', now(), '', false, false, 0, 'Recare', 'queued', now()
FROM generate_series(1, %s)
"""
QUEUED = """
INSERT INTO chairside_queuedmessage (message_id, organization_id, lane, from_number, to_number, due_at, expires_at, tries)
SELECT message.id, message.organization_id, %s, '+13125550190', '+1312555' || lpad((row_number() OVER ())::text, 4, '0'),
    now() - interval '1 minute', now() + interval '1 day', 0
FROM chairside_message AS message WHERE message.communication = 'Recare'
"""


@pytest.fixture
def thread(live_cast):
    return live_cast.thread(live_cast.person("Ken Ito", KEN))


def reply(cast, thread, body="Hello"):
    return send_reply(cast.ana, thread, Reply(body, uuid4()), NOW)


def pace(cast, per_second, per_day=None):
    keep_pace(cast.downtown, Pace(per_second, per_day), by=cast.ben, now=NOW)


def automated(cast, thread, count, lane=Lane.RECARE_AND_STATEMENT):
    run_sql(AUTOMATED, cast.cedar.pk, cast.downtown.pk, thread.pk, count)
    run_sql(QUEUED, lane)
    run_sql("ANALYZE chairside_queuedmessage")


def test_a_reply_overtakes_ten_thousand_automated_texts(live_cast, thread):
    pace(live_cast, 1)
    automated(live_cast, thread, 10_000)
    assert len(claim(50).taken) == 1
    assert claim(50).taken == []
    message = reply(live_cast, thread)
    all_due()
    began = time.monotonic()
    assert [one.message_id for one in claim(50).taken] == [message.pk]
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize("lane", list(Lane)[1:])
def test_the_lanes_leave_in_their_order(live_cast, thread, lane):
    earlier, later = (
        reply(live_cast, thread),
        reply(live_cast, live_cast.thread(live_cast.person("Ada Roe", "+13125550108"))),
    )
    QueuedMessage.objects.filter(message=earlier).update(lane=lane)
    QueuedMessage.objects.filter(message=later).update(lane=lane - 1)
    assert [one.message_id for one in due()] == [later.pk, earlier.pk]


def test_a_reply_overtakes_an_automated_text_to_the_same_phone(live_cast, thread):
    automatic, by_hand = reply(live_cast, thread, "Automatic"), reply(live_cast, thread, "By hand")
    QueuedMessage.objects.filter(message=automatic).update(lane=Lane.REMINDER)
    assert [one.message_id for one in due()] == [by_hand.pk]


def test_a_number_keeps_its_pace_by_segments(live_cast, thread):
    pace(live_cast, 2)
    others = [live_cast.thread(live_cast.person(f"Ada {n}", f"+1312555020{n}")) for n in range(5)]
    for other in others:
        reply(live_cast, other, "a" * 200)  # two segments
    all_due()
    first = claim(10)
    assert (len(first.taken), 0.5 < first.wait <= 1.0) == (1, True)
    run_sql("UPDATE chairside_textnumber SET people_paid_until = people_paid_until - interval '2 seconds'")
    assert len(claim(10).taken) == 1


def test_the_day_ends_when_its_segments_are_used(live_cast, thread):
    pace(live_cast, 100, per_day=3)
    others = [live_cast.thread(live_cast.person(f"Ada {n}", f"+1312555020{n}")) for n in range(5)]
    for other in others:
        reply(live_cast, other)
    assert len(due()) == 3
    assert due() == []
    run_sql("UPDATE chairside_textnumber SET counted_on = counted_on - 1")
    assert len(due()) == 2


def test_one_number_at_its_end_does_not_hold_another(live_cast, thread):
    pace(live_cast, 1)
    ada = live_cast.person("Ada Roe", "+13125550108")
    here, there = (
        reply(live_cast, thread),
        send_reply(live_cast.ben, live_cast.thread(ada, live_cast.lakeside), Reply("Hi", uuid4()), NOW),
    )
    run_sql(
        "UPDATE chairside_textnumber SET people_paid_until = now() + interval '1 minute' WHERE number = '+13125550190'"
    )
    assert [one.message_id for one in due()] == [there.pk]
    assert here.pk


def test_a_text_that_waits_to_be_tried_again_keeps_its_place(live_cast, thread):
    first = reply(live_cast, thread, "At three")
    deliver(FakeCarrier(NotSent("no way there")))
    second = reply(live_cast, thread, "I meant four")
    run_sql("UPDATE chairside_queuedmessage SET due_at = now() - interval '1 second' WHERE tries = 0")
    assert claim(10).taken == []
    assert [one.message_id for one in due()] == [first.pk]
    assert second.pk


def test_where_the_carrier_has_no_room_the_number_rests(live_cast, thread):
    reply(live_cast, thread)
    deliver(FakeCarrier(NotSent("no room", 20429, retry_after=60)))
    reply(live_cast, live_cast.thread(live_cast.person("Ada Roe", "+13125550108")))
    run_sql("UPDATE chairside_queuedmessage SET due_at = now() - interval '1 second'")
    assert claim(10).taken == []
    assert TextNumber.objects.get(location=live_cast.downtown).rests_until
    assert len(due()) == 2


def test_the_database_lets_no_second_attempt_of_a_pair_begin(live_cast, thread):
    reply(live_cast, thread)
    begun()
    attempt = Attempt.objects.get()
    attempt.pk, attempt.token = new_id(), "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


def test_a_pair_that_was_taken_meanwhile_keeps_its_text_in_the_queue(live_cast, thread):
    reply(live_cast, thread)
    claims = due()
    other = reply(live_cast, thread, "Other")
    QueuedMessage.objects.filter(message=other).update(lane=Lane.STAFF_REPLY)
    run_sql("UPDATE chairside_queuedmessage SET leased_until = NULL WHERE message_id <> %s", claims[0].message_id)
    begun(claims)
    run_sql(
        "UPDATE chairside_queuedmessage SET leased_until = now() + interval '30 seconds', due_at = now() WHERE message_id = %s",
        other.pk,
    )
    queued = QueuedMessage.objects.get()
    from chairside.actions.sending.claim import Claim

    assert begun([Claim(queued.message_id, queued.leased_until)]) == []
    assert QueuedMessage.objects.get().leased_until is None


def test_later_texts_wait_for_an_unknown_one_until_somebody_releases_them(live_cast, thread):
    unknown = reply(live_cast, thread)
    deliver(FakeCarrier(Unknown("cut")))
    later = reply(live_cast, thread, "Are you there?")
    assert due() == []
    with pytest.raises(Refused):
        release_waiting(live_cast.ines, unknown)
    release_waiting(live_cast.ana, unknown)
    assert [one.message_id for one in due()] == [later.pk]
    assert Attempt.objects.get().check_at, "it is looked for all the same"


def test_a_text_waits_no_longer_than_its_lane_allows(live_cast, thread):
    message = reply(live_cast, thread)
    assert QueuedMessage.objects.get().expires_at - message.at == timedelta(hours=4)


def test_the_queue_is_read_by_its_index(live_cast, thread):
    from django.db import connection

    from chairside.actions.sending.claim import CANDIDATES

    automated(live_cast, thread, 2000)
    run_sql("ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + CANDIDATES, {"numbers": ["+13125550190"], "most": [50], "lanes": 6})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "queue_order" in plan
    assert Message.objects.count() == 2000
