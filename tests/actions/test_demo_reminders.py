"""The demo's reminders and recare: what was sent is told, and nothing leaves while one looks around."""

from datetime import UTC, datetime, timedelta

import pytest

from chairside.actions.communications.plan import plan
from chairside.actions.communications.release import release_due
from chairside.actions.load_demo_practice import load_demo_practice
from chairside.models import Appointment, PlannedMessage, QueuedMessage


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [3, 14, 19, 23])
def test_nothing_leaves_by_itself_on_the_demos_first_day(hour):
    now = datetime(2026, 11, 24, hour, 20, tzinfo=UTC)
    load_demo_practice(now)
    for hours in (0, 1, 12, 23):
        plan(now + timedelta(hours=hours))
        release_due(now + timedelta(hours=hours))
    assert not QueuedMessage.objects.exists()
    reminded = Appointment.objects.filter(reminded_at__isnull=False, starts_at__gt=now)
    told = PlannedMessage.objects.filter(kind="appointment", state="sent", message__isnull=False)
    assert set(told.values_list("appointment", flat=True)) == set(reminded.values_list("pk", flat=True))
    assert PlannedMessage.objects.filter(reason="booked_late").exists()
    recare = PlannedMessage.objects.filter(kind="recare")
    assert {"sent", "waiting", "skipped"} == set(recare.values_list("state", flat=True))
    assert recare.get(state="skipped").reason == "opted_out"
    # texted, and booked since: no repetition waits
    assert set(recare.filter(patient__given_name="Priya").values_list("state", flat=True)) == {"sent"}
