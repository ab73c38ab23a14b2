"""Records of one person, marked as duplicates one by one: each of their phones is heard, and can be answered."""

from importlib import import_module
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import connection

from chairside.actions.patients.keep_record import BasicFacts, PhoneLine, change_record
from chairside.actions.receive_messages import Fate
from chairside.actions.send_reply import Reply, send_reply
from chairside.models import Patient, Thread
from chairside.rules.patients import PatientStatus, PhoneType
from tests.cast import NOW, knock, receive
from tests.sending import FakeCarrier, deliver

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = ("+13125550131", "+13125550132", "+13125550133")


@pytest.fixture
def records(live_cast):
    return [live_cast.person("Ken Ito", number) for number in NUMBERS]


def mark_duplicate(cast, one, of):
    lines = (PhoneLine(PhoneType.MOBILE, one.phones.get().number),)
    facts = BasicFacts(one.given_name, one.family_name, None, PatientStatus.DUPLICATE, "en", "", lines, of)
    change_record(Patient.objects.get(pk=one.pk), facts, by=cast.ben, now=NOW)


def test_a_duplicate_of_a_duplicate_is_one_of_the_original(live_cast, records):
    first, second, third = records
    mark_duplicate(live_cast, first, second)
    mark_duplicate(live_cast, second, third)
    for number in NUMBERS:
        assert receive(knock(number)) == [Fate.STORED]
    assert {thread.contact for thread in Thread.objects.all()} == {third}


def test_such_chains_of_before_are_made_short(live_cast, records):
    for one, of in pairwise(records):
        Patient.objects.filter(pk=one.pk).update(status="duplicate", duplicate_of=of)
    last = live_cast.person("Ken Ito", "+13125550134")
    Patient.objects.filter(pk=records[2].pk).update(status="duplicate", duplicate_of=last)
    migration = import_module("chairside.migrations.0028_one_step_to_the_original")
    with connection.cursor() as cursor:
        cursor.execute(migration.FLATTEN)
    found = Patient.objects.filter(pk__in=[one.pk for one in records])
    assert set(found.values_list("duplicate_of", flat=True)) == {last.pk}
    Patient.objects.get(pk=last.pk, duplicate_of=None)
    assert receive(knock(NUMBERS[0])) == [Fate.STORED]


def test_a_text_from_the_duplicates_phone_can_be_answered(live_cast, records):
    first, second, _ = records
    mark_duplicate(live_cast, first, second)
    receive(knock(NUMBERS[0]))
    send_reply(live_cast.ana, Thread.objects.get(), Reply("Hello", uuid4()), NOW)
    carrier = FakeCarrier()
    assert deliver(carrier) == 1
    assert carrier.handed[0]["to_number"] == NUMBERS[0]
