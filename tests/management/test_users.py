"""People who sign in, from the command line."""

import pytest

from chairside.models import User, UserRole

GOOD = "teal-otter-walks-2041"


@pytest.fixture
def add(chairside, cast):
    """Give a way to add a user to Cedar Dental."""

    def run(*more, username="mia", given=f"{GOOD}\n"):
        words = ["user", "add", username, "--name", "Mia Brandt", "--organization", "Cedar Dental"]
        return chairside(*words, *more, given=given)

    return run


def test_a_new_user_may_sign_in_with_a_role_at_every_location(add):
    outcome = add()
    assert (outcome.status, outcome.said) == (0, "mia can sign in now.\n")
    mia = User.objects.get(username="mia")
    assert mia.check_password(GOOD)
    roles = UserRole.objects.filter(user=mia).order_by("location__name")
    assert [(one.location.name, one.role.name) for one in roles] == [
        ("Downtown", "Receptionist"),
        ("Lakeside", "Receptionist"),
    ]


def test_locations_and_role_can_be_chosen(add):
    assert add("--location", "Lakeside", "--role", "Administrator").status == 0
    role = UserRole.objects.get(user__username="mia")
    assert (role.location.name, role.role.name) == ("Lakeside", "Administrator")


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (["--role", "Wizard"], "There is no role “Wizard”"),
        (["--location", "Harbor"], "There is no location “Harbor”"),  # another organization's
        (["--organization", "Oak Dental"], "There is no organization “Oak Dental”"),
    ],
)
def test_an_unknown_name_is_told_and_nobody_is_added(add, more, complaint):
    outcome = add(*more)
    assert outcome.status == 2
    assert outcome.complained.startswith(complaint)
    assert not User.objects.filter(username="mia").exists()


@pytest.mark.parametrize("given", ["\n", "short\n", "password1234\n"])
def test_a_weak_password_is_refused(add, given):
    assert add(given=given).status == 2
    assert not User.objects.filter(username="mia").exists()


def test_a_name_that_is_taken_in_other_letters_is_refused(add):
    outcome = add(username="ANA")
    assert (outcome.status, outcome.complained) == (2, "The user name “ANA” is taken. Choose another.\n")


def test_a_disabled_user_may_not_sign_in(chairside, cast):
    assert chairside("user", "disable", "ana").status == 0
    cast.ana.refresh_from_db()
    assert not cast.ana.is_active


def test_a_new_password_takes_the_place_of_the_old(chairside, cast):
    assert chairside("user", "password", "ana", given=f"{GOOD}\n").status == 0
    cast.ana.refresh_from_db()
    assert cast.ana.check_password(GOOD)


@pytest.mark.parametrize("verb", ["disable", "password"])
def test_nobody_of_that_name_is_told(chairside, cast, verb):
    outcome = chairside("user", verb, "nobody", given=f"{GOOD}\n")
    assert (outcome.status, outcome.complained) == (2, "There is no user “nobody”.\n")
