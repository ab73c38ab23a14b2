"""The page of the after-hours reply."""

import pytest

from chairside.models import AfterHoursReply

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast):
    cast.downtown.hours = {"0": [["08:00", "17:00"]]}
    cast.downtown.save(update_fields=["hours"])
    return f"/locations/{cast.downtown.pk}/settings/after-hours/"


def shown(answer):
    return " ".join(answer.content.decode().split())


def test_it_is_off_at_first_and_suggests_a_wording(cast, address, as_user):
    page = shown(as_user(cast.ben).get(address))
    assert "In an emergency call {phone}" in page
    assert "checked" not in page.split('name="active"')[1].split(">")[0]
    assert not AfterHoursReply.objects.exists()


def test_it_is_switched_on_with_its_wording(cast, address, as_user):
    given = {"active": "yes", "english": "We open {opens}.", "spanish": ""}
    answer = as_user(cast.ben).post(address, given, follow=True)
    assert "The after-hours reply is on." in shown(answer)
    kept = AfterHoursReply.objects.get()
    assert (kept.english, kept.active_since is not None) == ("We open {opens}.", True)


@pytest.mark.parametrize(
    ("english", "words"),
    [
        ("", "Write what the text says."),
        ("See you {date} {when}", "There is no field {date} here."),
        ("Reply CANCEL to cancel", "Do not ask for a word such as CANCEL"),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_nothing_typed_is_lost(cast, address, as_user, english, words):
    answer = as_user(cast.ben).post(address, {"active": "yes", "english": english, "spanish": "Abrimos {opens}"})
    assert answer.status_code == 422
    assert words in shown(answer)
    assert "Abrimos {opens}" in shown(answer)
    assert not AfterHoursReply.objects.exists()


def test_it_needs_opening_hours(cast, address, as_user):
    cast.downtown.hours = {}
    cast.downtown.save(update_fields=["hours"])
    answer = as_user(cast.ben).post(address, {"active": "yes", "english": "We open {opens}."})
    assert "Keep the opening hours under Location Information first" in shown(answer)


def test_who_may_only_review_sees_it_and_changes_nothing(cast, address, as_user):
    ana = as_user(cast.ana)
    assert '<fieldset class="plain-fieldset" disabled>' in shown(ana.get(address))
    assert ana.post(address, {"active": "yes", "english": "x"}).status_code == 404
    assert as_user(cast.ines).get(address).status_code == 404
