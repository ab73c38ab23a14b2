"""Signing in and staying in: second factor, sessions, links, the idle lock."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chairside.actions.change_security import change_security
from chairside.actions.users.disable_user import disable_user
from chairside.actions.users.give_link import give_link
from chairside.models import AuditEntry, User
from chairside.web.presence import LAST_DEED_AT, SIGNED_IN_AT
from chairside.web.viewers import _signed_in as signed_in_at
from tests.cast import NOW

PASSWORD = "a password for tests"
GOOD = "teal-otter-walks-2041"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def inbox(cast):
    return reverse("inbox", args=[cast.downtown.pk])


def sign_in(username="ana", password=PASSWORD, client=None):
    client = client or Client()
    return client, client.post("/sign-in/", {"login": username, "password": password})


def code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_app(client):
    """Set up the authenticator app; gives its secret."""
    page = client.get("/account/security/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    answer = client.post("/account/security/app/", {"code": code(secret)})
    assert answer["Location"] == "/account/security/recovery-codes/"
    return secret


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def move_back(client, **ago):
    """Let the session's times lie back."""
    session = client.session
    for name, much in ago.items():
        session[name] = (timezone.now() - much).timestamp()
    session.save()


def _signed_in(key):
    """Give who still watches a live stream with this session."""
    user_id = signed_in_at([key]).get(key)
    return User.objects.get(pk=user_id) if user_id else None


class TestTheSecondFactor:
    def test_with_an_app_the_password_is_only_the_first_step(self, cast, inbox):
        first, _ = sign_in()
        secret = set_up_app(first)
        kept = Authenticator.objects.get(type="totp").data["secret"]
        assert secret not in kept  # sealed
        ana, answer = sign_in()
        assert answer["Location"] == "/sign-in/second-factor/"
        assert ana.get(inbox)["Location"].startswith("/sign-in/")
        wrong = ana.post("/sign-in/second-factor/", {"code": "000000"})
        assert "Incorrect code" in words(wrong)
        used = code(secret)
        ana.post("/sign-in/second-factor/", {"code": used})
        assert ana.get(inbox).status_code == 200
        again, _ = sign_in()
        # this one, and not the one that the clock may have come to meanwhile
        again.post("/sign-in/second-factor/", {"code": used})
        assert again.get(inbox).status_code == 302  # a code that was seen is of no use

    def test_each_recovery_code_lets_in_once_and_is_shown_once(self, cast, inbox):
        first, _ = sign_in()
        set_up_app(first)
        shown = re.findall(r"\b\d{8}\b", words(first.get("/account/security/recovery-codes/")))
        assert len(shown) == 10
        assert not re.findall(r"\b\d{8}\b", words(first.get("/account/security/recovery-codes/")))
        for expected in (200, 302):
            ana, _ = sign_in()
            ana.post("/sign-in/second-factor/", {"code": shown[0]})
            assert ana.get(inbox).status_code == expected

    def test_halfway_in_one_may_turn_back(self, cast):
        first, _ = sign_in()
        set_up_app(first)
        ana, _ = sign_in()
        assert ana.get("/sign-in/")["Location"] == "/sign-in/second-factor/"
        ana.post("/sign-out/")
        assert ana.get("/sign-in/").status_code == 200

    def test_long_after_signing_in_one_shows_once_more_who_one_is(self, cast):
        ana, _ = sign_in()
        move_back(ana, **{SIGNED_IN_AT: timedelta(minutes=6)})
        asked = ana.get("/account/security/app/")
        assert asked["Location"].startswith("/account/confirm/")
        assert ana.get(asked["Location"]).status_code == 200
        assert ana.post(asked["Location"], {"password": "wrong"}).status_code == 422
        assert ana.post(asked["Location"], {"password": PASSWORD})["Location"] == "/account/security/app/"
        assert ana.get("/account/security/app/").status_code == 200

    def test_a_wrong_code_sets_up_nothing(self, cast):
        ana, _ = sign_in()
        ana.get("/account/security/app/")
        assert ana.post("/account/security/app/", {"code": "000000"}).status_code == 422
        assert not Authenticator.objects.exists()

    def test_an_app_is_removed_with_its_recovery_codes(self, cast):
        ana, _ = sign_in()
        set_up_app(ana)
        assert ana.get("/account/security/app/removal/").status_code == 200
        ana.post("/account/security/app/removal/")
        assert not Authenticator.objects.exists()
        assert AuditEntry.objects.filter(action="removed an authenticator app").exists()

    def test_where_it_is_required_it_comes_before_anything_else(self, cast, inbox):
        ana, _ = sign_in()
        change_security(
            cast.cedar, idle_minutes=15, session_hours=12, second_factor_required=True, by=cast.ben, now=NOW
        )
        assert ana.get(inbox)["Location"] == "/account/security/"
        assert ana.get(inbox, headers={"X-Part": "yes"}).status_code == 401
        assert _signed_in(ana.session.session_key) is None
        assert "asks everybody for a second factor" in words(ana.get("/account/security/"))
        set_up_app(ana)
        assert ana.get(inbox).status_code == 200
        assert _signed_in(ana.session.session_key) == cast.ana

    @pytest.mark.parametrize(
        "sent", ["", "{}", "[]", "null", '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}']
    )
    def test_rubbish_is_no_passkey(self, cast, inbox, sent):
        guest = Client()
        asked = guest.get("/sign-in/passkey/", headers={"Accept": "application/json"}).json()
        assert asked["request_options"]["publicKey"]["rpId"] == "testserver"
        assert guest.post("/sign-in/passkey/", {"credential": sent})["Location"] == "/sign-in/"
        assert guest.get(inbox).status_code == 302
        ana, _ = sign_in()
        assert (
            ana.post("/account/security/passkeys/new/", {"credential": sent, "passwordless": "on"}).status_code == 422
        )


class TestLinks:
    def test_an_ended_a_wrong_and_a_cut_link_say_so_kindly(self, cast):
        token = give_link(cast.ana, by=cast.ben, now=NOW - timedelta(hours=72))
        ended = Client().get(f"/welcome/{token}/")
        assert (ended.status_code, "Ask an administrator" in words(ended)) == (410, True)
        wrong = Client().get(f"/welcome/{token[:-1]}/")
        assert (wrong.status_code, "cut off" in words(wrong)) == (404, True)
        assert Client().get("/welcome/").status_code == 404

    def test_a_link_for_a_new_password_signs_out_everywhere_else(self, cast, inbox):
        ana, _ = sign_in()
        token = give_link(cast.ana, by=cast.ben, now=timezone.now())
        guest = Client()
        guest.get(f"/welcome/{token}/")
        assert guest.post("/welcome/", {"password": GOOD, "again": f"{GOOD}x"}).status_code == 422
        assert guest.post("/welcome/", {"password": "short", "again": "short"}).status_code == 422
        assert ana.get(inbox).status_code == 200
        guest.post("/welcome/", {"password": GOOD, "again": GOOD})
        assert ana.get(inbox).status_code == 302
        assert guest.get(inbox).status_code == 200
        assert sign_in(password=GOOD)[1]["Location"] == "/"

    def test_a_link_does_not_go_around_the_second_factor(self, cast, inbox):
        first, _ = sign_in()
        set_up_app(first)
        guest = Client()
        guest.get(f"/welcome/{give_link(cast.ana, by=cast.ben, now=timezone.now())}/")
        answer = guest.post("/welcome/", {"password": GOOD, "again": GOOD})
        assert answer["Location"] == "/sign-in/second-factor/"
        assert guest.get(inbox).status_code == 302


class TestSessions:
    def test_others_are_listed_and_signed_out_one_by_one_or_all(self, cast, inbox):
        clients = [sign_in()[0] for _ in range(3)]
        here, second, third = clients
        page = words(here.get("/account/security/sessions/"))
        assert page.count("Another browser") == 5  # three lines, two of them with a button that names it
        assert "This browser" in page
        ended = UserSession.objects.get(session_key=second.session.session_key)
        here.post(f"/account/security/sessions/{ended.pk}/")
        assert [client.get(inbox).status_code for client in clients] == [200, 302, 200]
        here.post("/account/security/sessions/")
        assert [client.get(inbox).status_code for client in clients] == [200, 302, 302]
        assert _signed_in(third.session.session_key or "") is None

    def test_nobody_signs_out_somebody_else(self, cast, inbox):
        ana, _ = sign_in()
        ben, _ = sign_in("ben")
        session = UserSession.objects.get(user=cast.ana)
        assert ben.post(f"/account/security/sessions/{session.pk}/").status_code == 404
        assert ana.get(inbox).status_code == 200

    def test_a_changed_password_signs_out_elsewhere(self, cast, inbox):
        here, elsewhere = sign_in()[0], sign_in()[0]
        form = {"oldpassword": PASSWORD, "password1": GOOD, "password2": GOOD}
        assert here.post("/account/password/", form | {"oldpassword": "wrong"}).status_code == 422
        assert here.post("/account/password/", form)["Location"] == "/account/security/"
        assert here.get(inbox).status_code == 200
        assert elsewhere.get(inbox).status_code == 302

    def test_signing_in_is_written_down_and_so_is_a_wrong_password(self, cast):
        sign_in(password="wrong")
        sign_in("nobody", "wrong")
        sign_in()
        assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True)) == [
            "typed a wrong password", "signed in",
        ]  # fmt: skip

    def test_a_disabled_user_is_told_so_after_the_right_password_only(self, cast):
        disable_user(cast.ana, by=cast.ben, now=NOW)
        assert sign_in(password="wrong")[1].status_code == 200
        guest, answer = sign_in()
        assert answer["Location"] == "/sign-in/disabled/"
        assert "administrator of your practice can enable it" in words(guest.get("/sign-in/disabled/"))


class TestTheIdleLock:
    def test_whoever_did_nothing_for_a_quarter_of_an_hour_is_signed_out(self, cast, inbox):
        ana, _ = sign_in()
        move_back(ana, **{LAST_DEED_AT: timedelta(minutes=14, seconds=50)})
        key = ana.session.session_key
        assert _signed_in(key) == cast.ana
        assert ana.get(f"{inbox}?view=unread").status_code == 200  # a deed: the time runs anew
        move_back(ana, **{LAST_DEED_AT: timedelta(minutes=15, seconds=1)})
        assert _signed_in(key) is None
        answer = ana.get(f"{inbox}?view=unread")
        assert answer["Location"] == f"/sign-in/?next={inbox.replace('/', '%2F')}%3Fview%3Dunread"
        assert "nothing was done here for 15 minutes" in words(ana.get(answer["Location"]))
        assert AuditEntry.objects.filter(action="was signed out: idle").count() == 1

    def test_what_scripts_fetch_is_no_deed_and_presence_is_one(self, cast, inbox):
        ana, _ = sign_in()
        part = {"headers": {"X-Part": "yes"}}
        move_back(ana, **{LAST_DEED_AT: timedelta(minutes=10)})
        assert ana.get(inbox, **part).status_code == 200
        assert 295 < ana.get("/presence/", **part).json()["left"] <= 300
        assert ana.post("/presence/", **part).json()["left"] > 890
        move_back(ana, **{LAST_DEED_AT: timedelta(minutes=16)})
        assert ana.get("/presence/", **part).status_code == 401
        assert "What you had begun to write to a patient is kept" in words(ana.get("/sign-in/"))

    def test_nobody_stays_longer_than_the_longest(self, cast, inbox):
        ana, _ = sign_in()
        move_back(ana, **{SIGNED_IN_AT: timedelta(hours=11, minutes=59)})
        assert ana.get("/presence/").json()["ends_as"] == "too_long"
        move_back(ana, **{SIGNED_IN_AT: timedelta(hours=12)})
        assert ana.get(inbox).status_code == 302
        assert "longer than 12 hours" in words(ana.get("/sign-in/"))

    def test_each_practice_has_its_own_limits_and_they_hold_at_once(self, cast, inbox):
        ana, _ = sign_in()
        move_back(ana, **{LAST_DEED_AT: timedelta(minutes=3)})
        change_security(
            cast.cedar, idle_minutes=2, session_hours=12, second_factor_required=False, by=cast.ben, now=NOW
        )
        assert ana.get(inbox).status_code == 302

    def test_a_form_that_came_too_late_leads_back_to_its_page(self, cast):
        ana, _ = sign_in()
        move_back(ana, **{LAST_DEED_AT: timedelta(minutes=16)})
        late = ana.post("/account/password/", {}, headers={"Referer": "http://testserver/account/password/?a=b"})
        assert late["Location"] == "/sign-in/?next=%2Faccount%2Fpassword%2F%3Fa%3Db"
        strange = Client().post("/account/password/", {}, headers={"Referer": "http://elsewhere.example/x"})
        assert strange["Location"] == "/sign-in/?next=%2F"

    def test_after_the_lock_one_is_back_on_the_same_page(self, cast, inbox):
        ana, _ = sign_in()
        move_back(ana, **{LAST_DEED_AT: timedelta(minutes=16)})
        page = ana.get(ana.get(inbox)["Location"]).content.decode()
        assert f'name="next" value="{inbox}"' in page
        back = ana.post("/sign-in/", {"login": "ana", "password": PASSWORD, "next": inbox})
        assert back["Location"] == inbox


def test_every_page_of_ones_own_account_is_drawn_in_the_office(cast):
    ana, _ = sign_in()
    set_up_app(ana)
    key = Authenticator.objects.create(user=cast.ana, type="webauthn", data={"name": "Phone", "credential": {}})
    Authenticator.objects.filter(pk=key.pk)
    paths = [
        "",
        "app/removal/",
        "recovery-codes/",
        "recovery-codes/new/",
        "sessions/",
        f"passkeys/{key.pk}/",
        f"passkeys/{key.pk}/removal/",
    ]
    for path in [f"/account/security/{path}" for path in paths] + [
        "/account/password/",
        "/account/confirm/",
        "/account/confirm/code/",
    ]:
        answer = ana.get(path)
        assert answer.status_code == 200, path
        assert 'class="bar"' in answer.content.decode(), path
    assert User.objects.get(pk=cast.ana.pk).is_active
