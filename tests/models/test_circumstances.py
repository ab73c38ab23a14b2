"""The facts for the gates: gathered for one or for many, they are the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chairside.models import ConsentEntry, Phone, PrimaryContactTerm, Source
from chairside.models.circumstances import Party, circumstances, circumstances_of_many, number_for_texting
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def household(cast):
    """Make people of every kind that the gates tell apart, each with a name of their own."""
    father = cast.person("Luis Paz", "+13125550111")
    mother = cast.person("Rosa Paz", "+13125550112", status="non_patient")
    cast.person("Nico Paz", contact=father)
    child = cast.person("Eva Paz", contact=father)
    PrimaryContactTerm.objects.create(
        organization=cast.cedar, patient=child, contact=mother, from_at=NOW - timedelta(9), until_at=NOW - timedelta(1)
    )
    silent = cast.person("Omar Haddad", "+13125550130")
    ConsentEntry.objects.create(
        organization=cast.cedar, number="+13125550130", opted_in=False, at=NOW, source=Source.WORD, wording="stop"
    )
    landline = cast.person("Walter Brandt", "+13125550140")
    Phone.objects.filter(patient=landline).update(landline_at=NOW)
    return [
        father,
        mother,
        child,
        silent,
        landline,
        cast.person("Grace Lin"),
        cast.person("Tom Ackerman", "+13125550150", status="inactive"),
        cast.person("Mia Wong", "+13125550160", "+13125550160", text_messages=False),
    ]


def test_many_are_told_the_same_as_one_by_one(cast):
    people = household(cast)
    parties = [Party(place, one, number_for_texting(one)) for one in people for place in (cast.downtown, cast.lakeside)]
    parties.append(Party(cast.downtown, people[0], "+13125550199"))
    alone = [circumstances(party.location, party.contact, party.number) for party in parties]
    assert circumstances_of_many(parties) == alone
    assert alone[2].new_contacts == ("Luis Paz",)
    assert len({(one.number, one.opted_out, one.is_primary_contact, one.number_is_current) for one in alone}) > 4


def test_two_practices_do_not_hear_of_each_others_opt_outs(cast):
    here = cast.person("Omar Haddad", "+13125550130")
    there = cast.person("Omar Haddad", "+13125550130", organization=cast.birch)
    ConsentEntry.objects.create(
        organization=cast.cedar, number="+13125550130", opted_in=False, at=NOW, source=Source.WORD, wording="stop"
    )
    told = circumstances_of_many(
        [Party(cast.downtown, here, "+13125550130"), Party(cast.harbor, there, "+13125550130")]
    )
    assert [one.opted_out for one in told] == [True, False]


def test_a_location_without_a_number_is_told(cast):
    cast.lakeside.text_number.delete()
    person = cast.person("Grace Lin", "+13125550120")
    (told,) = circumstances_of_many([Party(cast.lakeside, person, "+13125550120")])
    assert told.text_number == "missing"


def test_the_number_of_questions_does_not_grow_with_the_people(cast):
    few = household(cast)
    many = few + [cast.person(f"Person {n}", f"+1312555{n:04}") for n in range(1000, 1040)]
    counts = []
    for people in (few, many):
        parties = [Party(cast.downtown, one, number_for_texting(one)) for one in people]
        with CaptureQueriesContext(connection) as asked:
            circumstances_of_many(parties)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
