"""A text that we took back ourselves makes nobody unreachable."""

from datetime import timedelta

import pytest

from chairside.actions.campaigns.stop_campaign import stop_campaign
from chairside.actions.communications.recheck import recheck
from chairside.actions.tasks.list_unreachable import list_unreachable
from chairside.models import Appointment, QueuedMessage, Task
from tests.actions.campaigns import patient, started
from tests.actions.campaigns import run as run_campaigns
from tests.actions.communications import outbox, rule, run
from tests.cast import NOW

pytestmark = pytest.mark.django_db
KEN = "+13125550107"


def test_a_stopped_campaign_makes_nobody_unreachable(cast):
    ken = patient(cast, "Ken Ito", KEN)
    cast.visit(ken, hours=24)
    made = started(cast)
    run_campaigns()
    assert QueuedMessage.objects.count() == 1
    stop_campaign(made, by=cast.ben, now=NOW)
    list_unreachable(NOW + timedelta(minutes=1))
    assert not Task.objects.exists(), [(t.kind, str(t.appointment.patient)) for t in Task.objects.all()]


def test_a_text_taken_back_makes_nobody_unreachable(cast):
    ken = cast.person("Ken Ito", KEN)
    rule(cast.downtown, amount=2)
    visit = cast.visit(ken, hours=48, reminded=False)
    run(NOW)
    Appointment.objects.filter(pk=visit.pk).update(
        starts_at=NOW + timedelta(hours=26), ends_at=NOW + timedelta(hours=27)
    )
    recheck(QueuedMessage.objects.values_list("message_id", flat=True), NOW + timedelta(seconds=1))
    assert outbox()[0][1:] == ("skipped", "moved")
    list_unreachable(NOW + timedelta(minutes=1))
    assert not Task.objects.exists(), [(t.kind,) for t in Task.objects.all()]
