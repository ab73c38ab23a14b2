"""Many reports at once end as they would one by one: late, twice, out of order, of nothing of ours."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from chairside.actions.apply_status_report import apply_status_report
from chairside.actions.apply_status_reports import Reported, ReportFate, apply_status_reports
from chairside.carriers.port import StatusReport
from chairside.models import Attempt, Message, Undeliverable
from tests.cast import NOW

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


def sent(cast, thread, token, *, carrier_id=None, status="queued"):
    message = Message.objects.create(
        organization=thread.organization, location=thread.location, thread=thread, direction="out", body="Hi", at=NOW,
        communication="Reminder", status=status, status_at=NOW, carrier_id=carrier_id,
    )  # fmt: skip
    Attempt.objects.create(
        organization=thread.organization, message=message, token=token, started_at=NOW, settled_at=NOW,
        outcome="accepted" if carrier_id else "unknown", carrier_id=carrier_id, from_number="+13125550190",
        to_number=f"{KEN}{token[-3:]}", lane=1, expires_at=NOW + timedelta(hours=1), tries=1,
    )  # fmt: skip
    return message


@pytest.fixture
def texts(cast):
    thread = cast.thread(cast.person("Ken Ito", KEN))
    ids = [uuid4() for _ in range(3)]
    return thread, ids, [sent(cast, thread, f"token-00{place}", carrier_id=ids[place]) for place in range(3)]


def reported(cast, place, carrier_id, status, code=None):
    return Reported(cast.downtown.pk, f"token-00{place}", StatusReport(carrier_id, status, code))


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])))
@pytest.mark.parametrize("at_once", [True, False])
def test_no_order_takes_a_text_back(cast, texts, order, at_once):
    _, ids, [message, *_] = texts
    reports = [reported(cast, 0, ids[0], status) for status in order]
    for batch in [reports] if at_once else [[one] for one in reports]:
        assert set(apply_status_reports(batch, NOW)) == {ReportFate.APPLIED}
    message.refresh_from_db()
    assert message.status == "delivered"


def test_a_batch_moves_each_text_by_its_own_reports(cast, texts):
    _, ids, messages = texts
    apply_status_reports(
        [
            reported(cast, 0, ids[0], "sent"),
            reported(cast, 1, ids[1], "undelivered", 30005),
            reported(cast, 2, ids[2], "delivered"),
            reported(cast, 0, ids[0], "delivered"),
        ],
        NOW,
    )
    assert [Message.objects.get(pk=one.pk).status for one in messages] == ["delivered", "undelivered", "delivered"]
    assert Message.objects.get(pk=messages[1].pk).error_code == 30005


def test_what_is_nothing_of_ours_is_told_and_spoils_nothing(cast, texts):
    _, ids, [message, *_] = texts
    fates = apply_status_reports(
        [
            reported(cast, 9, ids[0], "sent"),
            reported(cast, 0, uuid4(), "delivered"),
            Reported(cast.lakeside.pk, "token-001", StatusReport(ids[1], "sent")),
            reported(cast, 2, ids[2], "sent"),
        ],
        NOW,
    )
    assert fates == [ReportFate.OF_NOTHING_OURS] * 3 + [ReportFate.APPLIED]
    message.refresh_from_db()
    assert message.status == "queued"


def test_one_ahead_of_our_own_commit_binds_the_attempt(cast, texts):
    thread, *_ = texts
    early, carrier_id = sent(cast, thread, "token-003"), uuid4()
    assert apply_status_reports([reported(cast, 3, carrier_id, "sent")], NOW) == [ReportFate.APPLIED]
    assert Attempt.objects.get(message=early).carrier_id == carrier_id
    early.refresh_from_db()
    assert early.status == "sent"


def test_an_arrival_takes_older_failures_from_the_list(cast, texts):
    thread, ids, [first, second, _] = texts
    Message.objects.filter(pk=second.pk).update(at=NOW + timedelta(minutes=1))
    apply_status_reports([reported(cast, 0, ids[0], "undelivered", 30003)], NOW)
    work = Undeliverable.objects.filter(message_id=first.pk)
    had_work = work.exists()
    apply_status_reports([reported(cast, 1, ids[1], "delivered")], NOW)
    assert had_work == work.filter(done_at__isnull=False).exists()
    thread.refresh_from_db()
    assert thread.undeliverable_at is None


@pytest.mark.parametrize(
    "status", ["accepted", "queued", "sending", "sent", "delivered", "read", "undelivered", "nonsense"]
)
@pytest.mark.parametrize("before", ["queued", "sent", "delivered", "failed", "not_confirmed"])
def test_together_ends_as_one_by_one(cast, texts, status, before):
    _, ids, [together, alone, _] = texts
    Message.objects.update(status=before)
    apply_status_reports([reported(cast, 0, ids[0], status, 30008)], NOW)
    apply_status_report(cast.downtown.pk, "token-001", StatusReport(ids[1], status, 30008), NOW)
    shown = [Message.objects.values("status", "error_code").get(pk=one.pk) for one in (together, alone)]
    assert shown[0] == shown[1]


def test_a_hundred_reports_ask_as_many_questions_as_one(cast, texts, django_assert_max_num_queries):
    thread, *_ = texts
    ids = [uuid4() for _ in range(100)]
    for place in range(100):
        sent(cast, thread, f"token-{place + 100}", carrier_id=ids[place])
    with django_assert_max_num_queries(4):
        apply_status_reports(
            [
                Reported(cast.downtown.pk, f"token-{place + 100}", StatusReport(ids[place], "sent"))
                for place in range(100)
            ],
            NOW,
        )
    assert Message.objects.filter(status="sent").count() == 100
