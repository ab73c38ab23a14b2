"""A prepared question gives what the query set gives, whatever its values, on every thread."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.db.models import F

from chairside.models import Location, Patient, Thread
from chairside.models.prepared import AnyOf, Prepared
from tests.cast import NOW

pytestmark = pytest.mark.django_db

KEN, ANA = "+13125550121", "+13125550122"


@pytest.fixture
def people(cast):
    return [cast.person("Ken Ito", KEN), cast.person("Ana Paz", ANA)]


def named(name):
    return Patient.objects.filter(family_name=name).select_related("organization").order_by("id")


def test_gives_what_the_query_set_gives(people):
    ask = Prepared(named)
    for name in ("Ito", "Paz", "Nobody", "Ito"):
        assert ask(name) == list(named(name))


def test_written_once_asked_once_with_all_that_belongs_to_a_row(people, django_assert_num_queries):
    ask = Prepared(lambda name: named(name).annotate(also=F("given_name")).only("family_name", "organization__name"))
    ask("Ito")
    with django_assert_num_queries(1):
        [ken] = ask("Ito")
        assert (ken.family_name, ken.organization.name, ken.also) == ("Ito", "Cedar Dental", "Ken")
    with django_assert_num_queries(1):
        assert ken.given_name == "Ken"


def test_one_of_several(people):
    ask = Prepared(lambda ids: Patient.objects.filter(pk=AnyOf(ids)).order_by("pk"))
    assert ask([one.pk for one in people]) == sorted(people, key=lambda one: one.pk)
    assert ask([people[1].pk]) == [people[1]]
    assert ask([]) == []


def test_a_list_may_be_as_long_as_it_likes(people):
    """In a prepared question it is one value; elsewhere its values are written into the statement."""
    many = [uuid4() for _ in range(70_000)] + [people[0].pk]
    assert Prepared(lambda ids: Patient.objects.filter(pk=AnyOf(ids)))(many) == [people[0]]
    assert Patient.objects.filter(pk__in=many).get() == people[0]


def test_values_of_every_kind_in_any_order(cast, people):
    Thread.objects.create(
        organization=cast.cedar, location=cast.downtown, contact=people[0], number=KEN, created_at=NOW, last_at=NOW
    )
    ask = Prepared(
        lambda number, since, place, least: Thread.objects.filter(
            location_id=place, last_at__gte=since, number=number, unread__gte=least
        ).exclude(number__gt=number)
    )
    assert ask.any(KEN, NOW, cast.downtown.pk, 0)
    assert not ask.any(KEN, NOW + timedelta(seconds=1), cast.downtown.pk, 0)
    assert not ask.any(ANA, NOW, cast.downtown.pk, 0)
    assert ask.first(KEN, NOW, cast.harbor.pk, 0) is None


def test_a_value_is_never_read_as_sql(people):
    assert Prepared(named)("x' OR '1'='1") == []


def test_within_a_subquery_and_across_relations(people):
    ask = Prepared(
        lambda name, number: Location.objects.filter(
            organization__in=Patient.objects.filter(family_name=name, phones__number=number).values("organization")
        ).order_by("name")
    )
    assert {place.name for place in ask("Ito", KEN)} >= {"Downtown", "Lakeside"}
    assert ask("Ito", ANA) == []


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection(live_cast):
    live_cast.person("Ken Ito", KEN)
    ask = Prepared(named)
    ask("Ito")
    found = []

    def look():
        try:
            found.append((ask("Ito"), connection.connection.info.backend_pid))
        finally:
            connections.close_all()

    other = threading.Thread(target=look)
    other.start()
    other.join()
    [(rows, backend)] = found
    assert rows == ask("Ito")
    assert backend != connection.connection.info.backend_pid


@pytest.mark.parametrize(
    "question",
    [
        lambda name: Patient.objects.filter(family_name=name).values("pk"),
        lambda name: Patient.objects.filter(family_name=name).prefetch_related("phones"),
        lambda name, unused: Patient.objects.filter(family_name=name),
    ],
)
def test_what_cannot_be_prepared_says_so(question):
    with pytest.raises(TypeError):
        Prepared(question)("Ito", "Ito")
