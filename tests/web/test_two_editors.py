"""Two colleagues have the same form open: the second to keep it never undoes the first unknowingly."""

import pytest
from django.urls import reverse

from chairside.actions.keep_quick_reply import Wording, make_quick_reply
from chairside.models import Operatory, Role
from tests.cast import NOW
from tests.web.forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks(cast, as_user):
    """Two browsers of people who may change everything."""
    return as_user(cast.ben), as_user(cast.ben)


def patient(cast):
    return reverse("patient", args=[cast.downtown.pk, cast.person("Ken Ito", "+13125550121").pk])


def appointment(cast):
    chair = Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="Operatory 1")
    visit = cast.visit(cast.person("Ken Ito", "+13125550121"))
    type(visit).objects.filter(pk=visit.pk).update(operatory=chair)
    return reverse("edit_appointment", args=[cast.downtown.pk, visit.pk])


def location(cast):
    return reverse("location_information", args=[cast.downtown.pk])


def quick_reply(cast):
    made = make_quick_reply(Wording("parking", "Behind the house."), cast.downtown, own=False, by=cast.ben, now=NOW)
    return reverse("quick_reply", args=[cast.downtown.pk, made.pk])


def user(cast):
    return reverse("user", args=[cast.downtown.pk, cast.ana.pk])


FORMS = [
    pytest.param(patient, ("family_name", "Itō"), ("email", "ken@example.com"), id="Basic Info"),
    pytest.param(appointment, ("reason", "Crown"), ("note", "Bring the splint"), id="appointment"),
    pytest.param(location, ("street", "1 Main St"), ("city", "Chicago"), id="Location Information"),
    pytest.param(quick_reply, ("english", "In front of it."), ("spanish", "Detrás."), id="quick reply"),
    pytest.param(user, ("name", "Ana Lind"), ("email", "ana@example.com"), id="user"),
]


@pytest.mark.parametrize(("page", "first", "second"), FORMS)
def test_the_second_is_told_and_loses_nothing(cast, desks, page, first, second):
    address = page(cast)
    one, other = desks
    seen_by_both = fields_of(other.get(address), "seen")
    assert one.post(address, fields_of(one.get(address), "seen") | {first[0]: first[1]}).status_code == 303

    told = other.post(address, seen_by_both | {second[0]: second[1]})

    assert told.status_code in {409, 422}
    assert "A colleague has changed this" in told.content.decode()
    now_there = fields_of(one.get(address), "seen")
    assert now_there[first[0]] == [first[1]]
    assert now_there[second[0]] == seen_by_both[second[0]]
    typed = fields_of(told, "seen")
    assert typed[second[0]] == [second[1]]

    assert other.post(address, typed | {first[0]: first[1]}).status_code == 303
    kept = fields_of(one.get(address), "seen")
    assert (kept[first[0]], kept[second[0]]) == ([first[1]], [second[1]])


@pytest.mark.parametrize(("page", "first", "second"), FORMS)
def test_one_alone_is_never_stopped(cast, desks, page, first, second):
    address = page(cast)
    desk, _ = desks
    for field, typed in (first, second):
        assert desk.post(address, fields_of(desk.get(address), "seen") | {field: typed}).status_code == 303


def test_a_phone_that_a_colleague_added_is_not_lost(cast, desks):
    address = patient(cast)
    one, other = desks
    stale = fields_of(other.get(address), "seen")
    more = {"phone_type": ["mobile", "home"], "phone_number": ["312-555-0121", "312-555-0122"]}
    assert one.post(address, fields_of(one.get(address), "seen") | more).status_code == 303
    told = other.post(address, stale)
    assert told.status_code == 409
    assert "(312) 555-0121, (312) 555-0122" in told.content.decode()


def test_a_role_that_a_colleague_gave_is_not_taken_away(cast, desks):
    address = user(cast)
    one, other = desks
    stale = fields_of(other.get(address), "seen")
    provider = Role.objects.get(organization=cast.cedar, name="Provider")
    given = {f"role-{cast.lakeside.pk}": str(provider.pk)}
    assert one.post(address, fields_of(one.get(address), "seen") | given).status_code == 303
    told = other.post(address, stale)
    assert "Lakeside: Provider" in told.content.decode()
    assert cast.ana.user_roles.filter(location=cast.lakeside).exists()
