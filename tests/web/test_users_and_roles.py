"""The settings pages of users, roles and security: what they show, keep and refuse."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from chairside.actions.users.invite_user import invite_user
from chairside.models import AuditEntry, Organization, Role, User
from chairside.rules.rights import CATEGORIES, Right
from tests.cast import NOW

GOOD = "teal-otter-walks-2041"
pytestmark = pytest.mark.django_db


@pytest.fixture
def roles(cast):
    return {role.name: role for role in Role.objects.filter(organization=cast.cedar)}


@pytest.fixture
def at(cast):
    """Give an address at Downtown."""
    return lambda name, *parts: reverse(name, args=[cast.downtown.pk, *(part.pk for part in parts)])


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def right_form(role, *, without=(), extra=()):
    kept = [right.value for right in role.known_rights]
    return {
        "name": role.name,
        "before": kept,
        "right": [right for right in kept if right not in without] + list(extra),
    }


def user_form(cast, roles, **more):
    return {
        "name": "Mia Brandt",
        "username": "mia",
        "email": "",
        f"role-{cast.downtown.pk}": roles["Provider"].pk,
    } | more


class TestRoles:
    def test_the_list_tells_who_many_have_each(self, ben, at):
        page = words(ben.get(at("roles")))
        for line in ("Administrator 18 1", "Receptionist 8 1", "Billing Coordinator 10 0"):
            assert line in page

    def test_a_role_shows_every_right_and_who_has_it(self, ben, at, roles):
        page = words(ben.get(at("role", roles["Receptionist"])))
        for category, rights in CATEGORIES.items():
            assert category in page
            assert all(told in page for _, told in rights)
        assert "Ana Lindgren · Downtown" in page

    def test_a_kept_role_holds_at_once(self, cast, ben, at, roles, as_user):
        desk, ana = roles["Receptionist"], as_user(cast.ana)
        inbox = at("inbox")
        assert ana.get(inbox).status_code == 200
        answer = ben.post(at("role", desk), right_form(desk, without=["review_inbox_messages"]))
        assert answer.status_code == 303
        assert ana.get(inbox).status_code == 404
        entry = AuditEntry.objects.get(type="role")
        assert entry.details["taken"] == ["review_inbox_messages"]

    def test_a_new_role_is_copied(self, cast, ben, at, roles):
        answer = ben.post(at("new_role"), {"name": " Front  desk ", "copy": roles["Provider"].pk})
        made = Role.objects.get(organization=cast.cedar, name="Front desk")
        assert answer["Location"] == at("role", made)
        assert made.known_rights == roles["Provider"].known_rights

    @pytest.mark.parametrize(
        ("name", "told"), [("", "Type a name"), ("x" * 101, "at most 100"), ("Provider", "Another role")]
    )
    def test_a_name_that_cannot_be(self, ben, at, roles, name, told):
        for address in (at("new_role"), at("role", roles["Receptionist"])):
            answer = ben.post(address, {"name": name})
            assert answer.status_code == 422
            assert told in words(answer)
            assert roles["Receptionist"].known_rights == Role.objects.get(pk=roles["Receptionist"].pk).known_rights

    def test_the_last_administrator_stays(self, cast, ben, at, roles):
        boss = roles["Administrator"]
        answer = ben.post(at("role", boss), right_form(boss, without=["edit_users"]))
        assert answer.status_code == 422
        assert "Give somebody else both rights first" in words(answer)
        assert cast.ben.may(Right.EDIT_USERS, cast.downtown.pk)

    def test_only_a_role_that_nobody_has_is_deleted(self, ben, at, roles):
        assert "Delete the role" not in words(ben.get(at("role", roles["Provider"])))
        ben.post(at("role_removal", roles["Provider"]))
        assert "Somebody has this role" in words(ben.get(at("role", roles["Provider"])))
        assert "Delete the role" in words(ben.get(at("role", roles["Billing Coordinator"])))
        ben.post(at("role_removal", roles["Billing Coordinator"]))
        assert not Role.objects.filter(pk=roles["Billing Coordinator"].pk).exists()

    def test_another_practice_has_its_own(self, cast, as_user, roles):
        zoe = as_user(cast.zoe)
        for name in ("role", "role_removal"):
            address = reverse(name, args=[cast.harbor.pk, roles["Receptionist"].pk])
            assert zoe.post(address, {"name": "Stolen"}).status_code == 404


class TestUsers:
    @pytest.mark.parametrize(
        ("sought", "found"),
        [
            ("", "Ana Ben Ines"),
            ("lind", "Ana"),
            ("BEN", "Ben"),
            ("provider", "Ines"),
            ("ana recept", "Ana"),
            ("zoe", ""),
            ("\0", "Ana Ben Ines"),
        ],
    )
    def test_the_list_is_searched_by_name_and_role(self, ben, at, sought, found):
        page = ben.get(at("users"), {"q": sought}).content.decode().split('id="users"')[1].split("</main>")[0]
        assert [name for name in ("Ana", "Ben", "Ines", "Zoe") if name in page] == found.split()

    def test_an_invited_user_comes_in_by_a_link_shown_once(self, cast, ben, at, roles):
        answer = ben.post(at("new_user"), user_form(cast, roles))
        assert answer.status_code == 201
        assert answer["Cache-Control"].startswith("max-age=0")
        link = re.search(r"http://testserver(/welcome/[\w-]+/)", answer.content.decode())[1]
        mia = User.objects.get(username="mia")
        assert "Invited" in words(ben.get(at("user", mia)))
        assert link not in ben.get(at("user", mia)).content.decode()
        guest = Client()
        opened = guest.get(link)
        assert opened["Location"] == "/welcome/"  # the secret leaves the address
        assert "Welcome, Mia" in words(guest.get("/welcome/"))
        done = guest.post("/welcome/", {"password": GOOD, "again": GOOD})
        assert done["Location"] == "/"
        assert guest.get(at("schedule")).status_code == 200
        for address in (link, "/welcome/"):
            again = Client().get(address)
            assert again.status_code in {404, 410}
        assert "This link was used" in words(Client().get(link))

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            ({"name": " "}, "Type the name"),
            ({"username": "a b"}, "without spaces"),
            ({"username": "ANA"}, "already"),
            ({"email": "mia@"}, "no email address"),
            ({"role-here": ""}, "one location at least"),
            ({"role-here": "00000000-0000-0000-0000-000000000000"}, "Choose a role from the list"),
        ],
    )
    def test_bad_input_is_told_beside_its_field(self, cast, ben, at, more, told):
        sent = {key.replace("here", str(cast.downtown.pk)): value for key, value in more.items()}
        provider = {"Provider": Role.objects.get(organization=cast.cedar, name="Provider")}
        answer = ben.post(at("new_user"), user_form(cast, provider, **sent))
        assert answer.status_code == 422
        assert told in words(answer)
        assert not User.objects.filter(username="mia").exists()

    def test_roles_change_per_location(self, cast, ben, at, roles):
        form = user_form(
            cast,
            roles,
            name="Ana Berg",
            email="ana@cedar.example",
            **{f"role-{cast.lakeside.pk}": roles["Receptionist"].pk},
        )
        assert ben.post(at("user", cast.ana), form).status_code == 303
        assert Right.MANAGE_INBOX in cast.ana.rights_at(cast.lakeside.pk)
        assert Right.MANAGE_INBOX not in cast.ana.rights_at(cast.downtown.pk)
        assert User.objects.get(pk=cast.ana.pk).username == "ana"

    def test_a_role_of_another_practice_cannot_be_given(self, cast, ben, at, roles):
        foreign = Role.objects.get(organization=cast.birch, name="Administrator")
        form = user_form(cast, roles, **{f"role-{cast.downtown.pk}": foreign.pk})
        assert ben.post(at("user", cast.ana), form).status_code == 422

    def test_a_disabled_user_is_out_and_may_be_let_in_again(self, cast, ben, at, as_user):
        ana = as_user(cast.ana)
        ben.post(at("user_state", cast.ana), {"state": "disabled"})
        assert ana.get(at("inbox"))["Location"].startswith("/sign-in/")
        assert "Disabled" in words(ben.get(at("user", cast.ana)))
        ben.post(at("user_state", cast.ana), {"state": "active"})
        assert as_user(User.objects.get(pk=cast.ana.pk)).get(at("inbox")).status_code == 200

    def test_the_last_administrator_is_neither_disabled_nor_changed(self, cast, ben, at, roles):
        ben.post(at("user_state", cast.ben), {"state": "disabled"})
        assert "Nobody would be left" in words(ben.get(at("user", cast.ben)))
        nowhere_else = {f"role-{cast.lakeside.pk}": ""}
        assert ben.post(at("user", cast.ben), user_form(cast, roles, **nowhere_else)).status_code == 422

    def test_an_invitation_is_withdrawn(self, cast, ben, at, roles):
        mia, _ = invite_user(
            name="Mia", username="mia", email="", roles={cast.downtown: roles["Provider"]}, by=cast.ben, now=NOW
        )
        ben.post(at("user_removal", mia))
        assert not User.objects.filter(username="mia").exists()
        ben.post(at("user_removal", cast.ana))
        assert User.objects.filter(username="ana").exists()


class TestSecuritySettings:
    def test_they_are_kept(self, cast, ben, at):
        form = {"idle_minutes": "5", "session_hours": "24", "second_factor_required": "yes"}
        assert ben.post(at("security_settings"), form).status_code == 303
        kept = Organization.objects.get(pk=cast.cedar.pk)
        assert (kept.idle_minutes, kept.session_hours, kept.second_factor_required) == (5, 24, True)

    @pytest.mark.parametrize(
        ("minutes", "hours"),
        [("0", "12"), ("61", "12"), ("15", "25"), ("15", "0"), ("", "x"), ("-1", "9999"), ("٣", "12")],
    )
    def test_numbers_out_of_range_are_refused(self, cast, ben, at, minutes, hours):
        answer = ben.post(at("security_settings"), {"idle_minutes": minutes, "session_hours": hours})
        if minutes == "٣":  # a digit of another script is a number all the same
            assert answer.status_code == 303
            return
        assert answer.status_code == 422
        assert "Choose a whole number" in words(answer)
        assert Organization.objects.get(pk=cast.cedar.pk).idle_minutes == 15


@pytest.mark.parametrize("right", [Right.EDIT_ROLES, Right.EDIT_USERS, Right.EDIT_SECURITY])
def test_each_page_needs_its_own_right(cast, as_user, at, roles, right):
    pages = {Right.EDIT_ROLES: "roles", Right.EDIT_USERS: "users", Right.EDIT_SECURITY: "security_settings"}
    Role.objects.filter(pk=roles["Receptionist"].pk).update(rights=[right.value])
    ana = as_user(cast.ana)
    assert {key: ana.get(at(name)).status_code for key, name in pages.items()} == {
        key: 200 if key is right else 404 for key in pages
    }
