"""What was barred or taken back is written anew once it may be, to whom it concerns, in a language of ours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chairside.actions.communications.plan import plan
from chairside.actions.communications.recheck import recheck
from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.models import Appointment, Message, Patient, QueuedMessage
from tests.actions.communications import outbox, rule, run
from tests.cast import NOW, knock, receive

pytestmark = pytest.mark.django_db
KEN = "+13125550107"


@pytest.mark.parametrize("language", ["vi", "ko", "fr", "zh", "ru", "en-US", "xx-weird", "", "x"])
def test_thanks_in_a_language_of_ours(cast, language):
    cast.visit(cast.person("Ken Ito", KEN, language=language), hours=48)
    receive(knock(KEN, "yes"))
    body = Message.objects.get(direction="out").body
    assert body == "Thank you, confirmed: Wed, Nov 25, 11:00 AM at Cedar Dental Downtown."


def test_the_new_contact_is_reminded_when_the_old_ones_text_was_taken_back(cast):
    ken = cast.person("Ken Ito", KEN)
    leo = cast.person("Leo Ito", contact=ken)
    rule(cast.downtown, amount=2)
    cast.visit(leo, hours=48, reminded=False)
    run(NOW)
    assert outbox() == [("Leo", "sent", "")]
    yumi = cast.person("Yumi Ito", "+13125550108")
    change_primary_contact(leo, yumi, by=cast.ana, now=NOW)
    recheck(QueuedMessage.objects.values_list("message_id", flat=True), NOW + timedelta(seconds=1))
    for minutes in range(1, 60 * 47, 30):
        run(NOW + timedelta(minutes=minutes))
    assert QueuedMessage.objects.filter(to_number="+13125550108").exists(), outbox()


def test_barred_at_night_is_taken_up_in_the_morning(cast):
    """Due at 3:00 (six hours before 9:00), may leave from 8:00; consent noted at 7:30."""
    nine = datetime(2026, 11, 24, 11, tzinfo=ZoneInfo("America/Chicago"))
    ken = cast.person("Ken Ito", KEN, text_messages=False)
    rule(cast.downtown, amount=6, unit="hours")
    Appointment.objects.create(
        organization=cast.cedar, location=cast.downtown, patient=ken, starts_at=nine, ends_at=nine + timedelta(hours=1)
    )
    plan(NOW)
    assert outbox() == [("Ken", "skipped", "prefers_no_texts")]
    Patient.objects.filter(pk=ken.pk).update(text_messages=True)
    run(nine - timedelta(hours=3, minutes=30))  # 7:30
    run(nine - timedelta(hours=2, minutes=59))  # 8:01
    assert outbox() == [("Ken", "sent", "")], outbox()


def test_booked_at_night_consent_in_the_morning(cast):
    ken = cast.person("Ken Ito", KEN, text_messages=False)
    rule(cast.downtown, trigger="scheduled", amount=0)
    night = NOW + timedelta(hours=10, minutes=30)  # 21:30
    Appointment.objects.create(
        organization=cast.cedar,
        location=cast.downtown,
        patient=ken,
        starts_at=NOW + timedelta(days=5),
        ends_at=NOW + timedelta(days=5, hours=1),
        booked_at=night,
        placed_at=night,
        status_at=night,
    )
    plan(night)
    Patient.objects.filter(pk=ken.pk).update(text_messages=True)
    run(night + timedelta(hours=10, minutes=15))
    run(night + timedelta(hours=10, minutes=31))
    assert outbox() == [("Ken", "sent", "")], outbox()
