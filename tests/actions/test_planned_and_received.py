"""What a text that comes in does to texts that are planned: at once where something waits or follows from it."""

from datetime import timedelta

import pytest

from chairside.actions.communications.plan import plan
from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.models import Attempt, Message, PlannedMessage, QueuedMessage
from tests.actions.communications import rule, run
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


class TestNobodySaysYesToWhatTheyDidNotGet:
    """A reminder of ours must have left, to whoever is the contact now, before a thank-you confirms its visit."""

    @pytest.fixture
    def visit(self, cast):
        made = cast.visit(cast.person("Ken Ito", KEN), reminded=False)
        rule(cast.downtown, asks_confirmation=True)
        run(NOW)
        return made

    def after_thanks(self, visit, sender=KEN):
        receive(knock(sender, "Thanks"), now=NOW + timedelta(minutes=2))
        visit.refresh_from_db()
        assert visit.reminded_at == NOW
        return visit.status

    def tried(self, outcome, status):
        """The worker has handed it over."""
        message = Message.objects.get(direction="out")
        message.status = status
        message.save()
        QueuedMessage.objects.all().delete()
        Attempt.objects.create(
            organization=message.organization, message=message, token="t", started_at=NOW, outcome=outcome,
            from_number="+13125550190", to_number=KEN, lane=3, expires_at=NOW, tries=1, checks=0,
            settled_at=NOW if outcome else None,
        )  # fmt: skip

    def test_while_it_waits_for_its_turn(self, visit):
        assert self.after_thanks(visit) == "unconfirmed"

    @pytest.mark.parametrize(
        ("outcome", "status", "answer"),
        [
            ("", "queued", "confirmed"),
            ("accepted", "queued", "confirmed"),
            ("accepted", "delivered", "confirmed"),
            ("unknown", "not_confirmed", "confirmed"),
            ("accepted", "undelivered", "unconfirmed"),
            ("accepted", "failed", "unconfirmed"),
            ("refused", "failed", "unconfirmed"),
            ("not_sent", "queued", "unconfirmed"),
        ],
    )
    def test_when_it_was_tried(self, visit, outcome, status, answer):
        self.tried(outcome, status)
        assert self.after_thanks(visit) == answer

    def test_when_it_arrived_however_it_was_sent(self, visit):
        Message.objects.filter(direction="out").update(status="delivered")
        assert self.after_thanks(visit) == "confirmed"

    def test_when_another_got_it(self, cast, visit):
        self.tried("accepted", "delivered")
        other = "+13125550108"
        change_primary_contact(visit.patient, cast.person("Lea Ito", other), by=cast.ana, now=NOW)
        assert self.after_thanks(visit, other) == "unconfirmed"
