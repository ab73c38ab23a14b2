"""A closed location answers by itself where it wants so, and otherwise not."""

from datetime import timedelta

import pytest

from chairside.actions.keep_after_hours_reply import keep_after_hours_reply
from chairside.models import AfterHoursReply, AuditEntry, HoursException, Message, QueuedMessage
from chairside.rules.communications.templates import Wording
from tests.cast import NOW, knock, receive

KEN, IRENE = "+13125550121", "+13125550106"
EVENING = NOW + timedelta(hours=9)  # Monday, 20:00 in Chicago
pytestmark = pytest.mark.django_db


@pytest.fixture
def replying(cast):
    """Downtown answers by itself; it is open from Monday to Friday, eight to five."""
    cast.downtown.hours = {str(day): [["08:00", "17:00"]] for day in range(5)}
    cast.downtown.save(update_fields=["hours"])
    switch(cast)
    cast.person("Ken Ito", KEN)
    return cast


def switch(cast, *, active=True):
    wording = Wording("{first_name}, {location} opens {opens}. Call {phone}.", "{first_name}, {location} abre {opens}.")
    keep_after_hours_reply(cast.downtown, wording, active=active, by=cast.ben, now=NOW)


def said():
    return list(Message.objects.filter(direction="out").values_list("body", flat=True))


def test_it_is_sent_in_the_answer_lane_and_names_itself(replying):
    receive(knock(KEN, "Is my crown ready?"), now=EVENING)
    assert said() == ["Ken, Downtown opens Tue, Nov 24 at 8:00 AM. Call (312) 555-0190."]
    assert QueuedMessage.objects.get().lane == 2
    message = Message.objects.get(direction="out")
    assert message.communication == "After-hours reply"
    assert (message.thread.unread, message.thread.unanswered_since) == (1, EVENING)


def test_it_speaks_spanish_to_who_does(replying):
    replying.person("Irene Castillo", IRENE, language="es")
    receive(knock(IRENE, "¿A qué hora?"), now=EVENING)
    assert said() == ["Irene, Downtown abre mar 24 nov a las 8:00 AM."]


def test_once_a_day_for_each_contact_in_one_batch_or_in_several(replying):
    receive(knock(KEN, "One"), knock(KEN, "Two"), now=EVENING)
    receive(knock(KEN, "Three"), now=EVENING + timedelta(hours=6))
    assert len(said()) == 1
    receive(knock(KEN, "Four"), now=EVENING + timedelta(hours=24))
    assert len(said()) == 2


@pytest.mark.parametrize(
    "body", ["STOP", "HELP", "START", "yes", "Auto reply: I am driving", "please stop sending reminders"]
)
def test_never_to_words_that_mean_something_or_to_a_machine(replying, body):
    replying.visit(replying.person("Yumi Ito", contact=replying.downtown.organization.patients.get(given_name="Ken")))
    receive(knock(KEN, body), now=EVENING)
    assert "After-hours reply" not in Message.objects.values_list("communication", flat=True)


def test_never_to_a_stranger(replying):
    receive(knock("+13125550999", "Hello"), now=EVENING)
    assert said() == []


def test_not_while_it_is_open_but_on_a_day_off(replying):
    receive(knock(KEN, "Hello"), now=NOW)
    assert said() == []
    HoursException.objects.create(
        organization=replying.cedar, location=replying.downtown, day=replying.downtown.clock(NOW).date(), hours=[]
    )
    receive(knock(KEN, "Hello"), now=NOW)
    assert len(said()) == 1


def test_off_without_hours_or_to_whom_the_gate_refuses_it_says_nothing(replying):
    ken = replying.cedar.patients.get(given_name="Ken")
    ken.text_messages = False
    ken.save(update_fields=["text_messages"])
    receive(knock(KEN, "Hello"), now=EVENING)
    ken.text_messages = True
    ken.save(update_fields=["text_messages"])
    switch(replying, active=False)
    receive(knock(KEN, "Hello"), now=EVENING)
    switch(replying)
    replying.downtown.hours = {}
    replying.downtown.save(update_fields=["hours"])
    receive(knock(KEN, "Hello"), now=EVENING)
    assert said() == []


def test_other_locations_say_nothing(replying):
    receive(knock(KEN, "Hello", to="+16025550191"), now=EVENING)
    assert said() == []


def test_keeping_it_is_written_down(cast):
    switch(cast)
    switch(cast, active=False)
    assert AfterHoursReply.objects.get().active_since is None
    entries = AuditEntry.objects.filter(action="changed the after-hours reply").order_by("number")
    assert [entry.details["after"] for entry in entries] == ["on", "off"]
