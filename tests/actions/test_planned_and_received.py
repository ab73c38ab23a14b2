"""What a text that comes in does to texts that are planned: at once where something waits or follows from it."""

from datetime import timedelta

import pytest

from chairside.actions.communications.plan import plan
from chairside.models import PlannedMessage
from tests.actions.communications import rule
from tests.cast import NOW, knock, receive

KEN = "+13125550107"
pytestmark = pytest.mark.django_db


@pytest.fixture
def reminded(cast):
    return cast.visit(cast.person("Ken Ito", KEN), hours=48)


def rows():
    return sorted((row.communication.name, row.state, row.reason) for row in PlannedMessage.objects.all())


def test_a_confirmation_gives_up_at_once_what_asked_for_it(cast, reminded):
    rule(cast.downtown, asks_confirmation=True)
    plan(NOW)
    assert rows() == [("Reminder", "waiting", "")]
    receive(knock(KEN, "yes"))
    [(_, state, reason)] = rows()
    assert (state, bool(reason)) == ("skipped", True)


def test_a_text_that_follows_a_confirmation_is_planned_at_once(cast, reminded):
    rule(cast.downtown, "Confirmed", "confirmed")
    plan(NOW)
    assert rows() == []
    receive(knock(KEN, "yes"))
    assert rows() == [("Confirmed", "waiting", "")]


def test_where_nothing_waits_the_planner_says_later_why_nothing_goes(cast, reminded):
    rule(cast.downtown, asks_confirmation=True)
    receive(knock(KEN, "yes"))
    assert rows() == []
    plan(NOW + timedelta(minutes=1))
    [(_, state, reason)] = rows()
    assert (state, bool(reason)) == ("skipped", True)


def test_an_opt_out_skips_at_once_what_is_planned(cast, reminded):
    rule(cast.downtown)
    plan(NOW)
    receive(knock(KEN, "STOP"))
    assert rows() == [("Reminder", "skipped", "opted_out")]
