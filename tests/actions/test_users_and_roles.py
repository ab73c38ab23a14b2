"""Users and roles: invited, changed, disabled; and somebody always stays who can give rights back."""

import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection

from chairside.actions.roles.change_role import change_role
from chairside.actions.roles.delete_role import SomebodyHasIt, delete_role
from chairside.actions.roles.make_role import NameTaken, make_role
from chairside.actions.users.accept_invitation import LinkOver, accept_invitation, find_invitation
from chairside.actions.users.change_user import change_user
from chairside.actions.users.disable_user import disable_user
from chairside.actions.users.enable_user import NotAccepted, enable_user
from chairside.actions.users.give_link import Disabled, give_link
from chairside.actions.users.invite_user import UsernameTaken, invite_user
from chairside.actions.users.keeping_an_administrator import LastAdministrator
from chairside.actions.users.reset_second_factor import reset_second_factor
from chairside.actions.users.roles_per_location import NoLocation
from chairside.actions.users.set_password import WeakPassword
from chairside.actions.users.withdraw_invitation import Accepted, withdraw_invitation
from chairside.models import AuditEntry, Invitation, Role, User
from chairside.rules.rights import Right
from tests.cast import NOW

GOOD = "teal-otter-walks-2041"
pytestmark = pytest.mark.django_db


@pytest.fixture
def roles(cast):
    return {role.name: role for role in Role.objects.filter(organization=cast.cedar)}


@pytest.fixture
def invite(cast, roles):
    def run(username="mia", at=None, role="Receptionist"):
        chosen = dict.fromkeys(at if at is not None else [cast.downtown], roles[role])
        return invite_user(name="Mia Brandt", username=username, email="", roles=chosen, by=cast.ben, now=NOW)

    return run


def change(role, *, by, name=None, grants=(), takes=()):
    change_role(role, name=name or role.name, grants=set(grants), takes=set(takes), by=by, now=NOW)


def written():
    return list(AuditEntry.objects.order_by("number").values_list("type", "action"))


class TestInviting:
    def test_whoever_is_invited_comes_in_by_the_link_and_not_before(self, cast, invite):
        mia, token = invite(at=[cast.downtown, cast.lakeside])
        assert mia.is_invited
        assert not mia.may(Right.REVIEW_INBOX, cast.downtown.pk)
        invitation = find_invitation(token, NOW)
        accept_invitation(invitation.pk, GOOD, NOW)
        mia = User.objects.get(pk=mia.pk)
        assert mia.check_password(GOOD)
        assert mia.may(Right.REVIEW_INBOX, cast.lakeside.pk)
        assert written() == [("user", "invited a user"), ("user", "chose a password by a link")]

    def test_the_database_keeps_no_secret(self, invite):
        _, token = invite()
        assert token not in str(Invitation.objects.values_list().get())

    def test_a_link_works_once_for_72_hours(self, invite):
        _, token = invite()
        last = NOW + timedelta(hours=72)
        invitation = find_invitation(token, last - timedelta(seconds=1))
        with pytest.raises(LinkOver, match="expired"):
            find_invitation(token, last)
        accept_invitation(invitation.pk, GOOD, NOW)
        with pytest.raises(LinkOver, match="used"):
            accept_invitation(invitation.pk, GOOD, NOW)
        assert find_invitation(f"{token}x", NOW) is None

    def test_a_newer_link_ends_the_older(self, cast, invite):
        mia, older = invite()
        newer = give_link(mia, by=cast.ben, now=NOW)
        with pytest.raises(LinkOver, match="expired"):
            find_invitation(older, NOW)
        assert find_invitation(newer, NOW)

    def test_a_weak_password_leaves_the_link_open(self, invite):
        mia, token = invite()
        with pytest.raises(WeakPassword):
            accept_invitation(find_invitation(token, NOW).pk, "miabrandt", NOW)
        assert User.objects.get(pk=mia.pk).is_invited
        assert find_invitation(token, NOW)

    @pytest.mark.parametrize("username", ["ana", "ANA", "zoe"])
    def test_a_user_name_is_given_once_over_all_practices(self, invite, username):
        with pytest.raises(UsernameTaken):
            invite(username)

    def test_a_user_needs_a_location(self, invite):
        with pytest.raises(NoLocation):
            invite(at=[])
        assert not User.objects.filter(username="mia").exists()

    def test_an_invitation_can_be_withdrawn_until_it_is_accepted(self, cast, invite):
        mia, _ = invite()
        withdraw_invitation(mia, by=cast.ben, now=NOW)
        assert not User.objects.filter(username="mia").exists()
        with pytest.raises(Accepted):
            withdraw_invitation(cast.ana, by=cast.ben, now=NOW)


class TestDisabling:
    def test_it_ends_sessions_links_and_rights(self, cast, client):
        client.force_login(cast.ana, backend="chairside.web.accounts.PracticeSignIn")
        key = client.session.session_key
        UserSession.objects.create(user=cast.ana, ip="127.0.0.1", session_key=key, user_agent="")
        token = give_link(cast.ana, by=cast.ben, now=NOW)
        disable_user(cast.ana, by=cast.ben, now=NOW)
        ana = User.objects.get(pk=cast.ana.pk)
        assert ana.is_disabled
        assert not Session.objects.filter(session_key=key).exists()
        with pytest.raises(LinkOver):
            find_invitation(token, NOW)
        with pytest.raises(Disabled):
            give_link(ana, by=cast.ben, now=NOW)

    def test_an_enabled_user_has_what_they_had(self, cast):
        disable_user(cast.ana, by=cast.ben, now=NOW)
        enable_user(cast.ana, by=cast.ben, now=NOW)
        ana = User.objects.get(pk=cast.ana.pk)
        assert ana.check_password("a password for tests")
        assert ana.may(Right.REVIEW_INBOX, cast.downtown.pk)

    def test_who_never_came_in_is_not_enabled(self, cast, invite):
        mia, _ = invite()
        with pytest.raises(NotAccepted):
            enable_user(mia, by=cast.ben, now=NOW)

    def test_a_second_factor_is_forgotten_whole(self, cast):
        for kind in ("totp", "recovery_codes"):
            Authenticator.objects.create(user=cast.ana, type=kind, data={})
        Authenticator.objects.create(user=cast.ben, type="totp", data={})
        reset_second_factor(cast.ana, by=cast.ben, now=NOW)
        assert [one.user_id for one in Authenticator.objects.all()] == [cast.ben.pk]


class TestRoles:
    def test_a_role_is_copied_with_its_rights(self, cast, roles):
        made = make_role(name="Front desk", copied_from=roles["Receptionist"], by=cast.ben, now=NOW)
        assert made.known_rights == roles["Receptionist"].known_rights

    def test_names_are_given_once_in_an_organization(self, cast, roles):
        with pytest.raises(NameTaken):
            make_role(name="Provider", copied_from=None, by=cast.ben, now=NOW)
        with pytest.raises(NameTaken):
            change(roles["Receptionist"], by=cast.ben, name="Provider")

    def test_a_change_holds_at_once_and_keeps_what_a_colleague_changed(self, cast, roles):
        desk = roles["Receptionist"]
        change(desk, by=cast.ben, takes=[Right.MANAGE_INBOX])
        change(desk, by=cast.ben, grants=[Right.REVIEW_AUDIT_LOG])  # drawn before the other change
        rights = cast.ana.rights_at(cast.downtown.pk)
        assert Right.MANAGE_INBOX not in rights
        assert Right.REVIEW_AUDIT_LOG in rights

    def test_a_role_that_somebody_has_stays(self, cast, roles):
        with pytest.raises(SomebodyHasIt):
            delete_role(roles["Receptionist"], by=cast.ben, now=NOW)
        delete_role(roles["Billing Coordinator"], by=cast.ben, now=NOW)
        assert not Role.objects.filter(pk=roles["Billing Coordinator"].pk).exists()


class TestTheLastAdministrator:
    @pytest.mark.parametrize("right", [Right.EDIT_USERS, Right.EDIT_ROLES])
    def test_stays_through_a_change_of_the_role(self, cast, roles, right):
        with pytest.raises(LastAdministrator):
            change(roles["Administrator"], by=cast.ben, takes=[right])
        assert right in cast.ben.rights_at(cast.downtown.pk)

    def test_stays_through_a_change_of_the_user(self, cast, roles):
        desk = roles["Receptionist"]
        everywhere = {cast.downtown: desk, cast.lakeside: desk}
        with pytest.raises(LastAdministrator):
            change_user(cast.ben, name="Ben", email="", roles=everywhere, by=cast.ben, now=NOW)
        elsewhere = {cast.downtown: desk, cast.lakeside: roles["Administrator"]}
        change_user(cast.ben, name="Ben", email="", roles=elsewhere, by=cast.ben, now=NOW)

    def test_is_not_disabled_unless_another_can_come_in(self, cast, invite):
        invite(role="Administrator")
        with pytest.raises(LastAdministrator):
            disable_user(cast.ben, by=cast.ben, now=NOW)

    def test_of_another_practice_does_not_count(self, cast):
        with pytest.raises(LastAdministrator):
            disable_user(cast.zoe, by=None, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_do_not_take_both_administrators(live_cast):
    administrator = Role.objects.get(organization=live_cast.cedar, name="Administrator")
    live_cast.ines.user_roles.update(role=administrator)
    both_ready = threading.Barrier(2)
    refused = []

    def disable(user):
        both_ready.wait()
        try:
            disable_user(user, by=None, now=NOW)
        except LastAdministrator:
            refused.append(user)
        finally:
            connection.close()

    threads = [threading.Thread(target=disable, args=[user]) for user in (live_cast.ben, live_cast.ines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.objects.get(pk=refused[0].pk).is_active
