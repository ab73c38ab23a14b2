"""Coming in and being kept out, in real browsers: links, second factors, sessions, the idle lock."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.codes import code_of

pytestmark = pytest.mark.browser
GOOD = "teal-otter-walks-2041"


@pytest.fixture
def guest(browser, practice):
    """Browsers of people who are not signed in, wherever one is asked for."""
    contexts = []

    def come(address="/"):
        contexts.append(browser.new_context(base_url=practice.web))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.goto(address)
        return page

    yield come
    for context in contexts:
        context.close()


def sign_in(page, username, password="chairside-demo"):
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def invite(ben, name, username):
    """Invite somebody; gives the link."""
    ben.go("Users")
    ben.page.get_by_role("link", name="Invite a user").click()
    ben.page.get_by_label("Name", exact=True).fill(name)
    ben.page.get_by_label("User name").fill(username)
    ben.page.get_by_label("Downtown", exact=True).select_option("Receptionist")
    ben.page.get_by_role("button", name="Invite").click()
    return ben.page.locator("#link").inner_text()


def choose_password(page, password=GOOD):
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("The same password again").fill(password)
    page.get_by_role("button", name="Choose the password").click()


class TestInvitation:
    def test_a_link_lets_in_once(self, desk, guest):
        link = invite(desk("manager"), "Nora Quist", "nora")
        nora = guest(link)
        expect(nora.get_by_role("heading", name="Welcome, Nora")).to_be_visible()
        assert link.rstrip("/").rsplit("/", 1)[1] not in nora.url
        choose_password(nora, "short")
        expect(nora.locator(".field-error").first).to_be_visible()
        choose_password(nora)
        nora.wait_for_url("**/inbox/")
        again = guest(link)
        expect(again.get_by_role("heading", name="This link was used")).to_be_visible()
        again.goto("/")
        sign_in(again, "nora", GOOD)
        again.wait_for_url("**/inbox/")

    def test_after_72_hours_it_has_ended_and_a_new_one_works(self, practice, desk, guest):
        ben = desk("manager")
        link = invite(ben, "Otto Lang", "otto")
        opened = guest(link)
        practice.backstage("age-links", "otto", "72")
        choose_password(opened)
        expect(opened.get_by_role("heading", name="This link has ended")).to_be_visible()
        expect(guest(link).get_by_role("heading", name="This link has ended")).to_be_visible()
        ben.page.get_by_role("link", name="To Otto Lang").click()
        ben.page.get_by_role("button", name="New link").click()
        otto = guest(ben.page.locator("#link").inner_text())
        choose_password(otto)
        otto.wait_for_url("**/inbox/")


class TestSecondFactor:
    def test_app_recovery_code_and_reset_by_an_administrator(self, practice, desk, guest):
        practice.hire("tilda")
        tilda = desk("tilda", afresh=True)
        tilda.page.goto("/account/security/")
        tilda.page.get_by_role("link", name="Set up the app").click()
        secret = tilda.page.locator(".secret code").inner_text()
        tilda.page.get_by_label("Code").fill("000000")
        tilda.page.get_by_role("button", name="Set up the app").click()
        expect(tilda.page.locator("#code-error")).to_be_visible()
        assert tilda.page.locator(".secret code").inner_text() == secret
        tilda.page.get_by_label("Code").fill(code_of(secret))
        tilda.page.get_by_role("button", name="Set up the app").click()
        codes = tilda.page.locator("#codes").inner_text().split()
        assert len(codes) == 10

        elsewhere = guest()
        sign_in(elsewhere, "tilda")
        expect(elsewhere.get_by_role("heading", name="One more step")).to_be_visible()
        elsewhere.get_by_label("Code").fill(codes[0])
        elsewhere.get_by_role("button", name="Sign in").click()
        elsewhere.wait_for_url("**/inbox/")
        twice = guest()
        sign_in(twice, "tilda")
        twice.get_by_label("Code").fill(codes[0])
        twice.get_by_role("button", name="Sign in").click()
        expect(twice.locator("#code-error")).to_be_visible()

        ben = desk("manager")
        ben.go("Users")
        ben.page.get_by_role("link", name="Tilda Field").click()
        ben.page.get_by_role("button", name="Reset the second factor").click()
        expect(ben.page.locator(".done")).to_contain_text("The second factor was reset.")
        for page in (tilda.page, elsewhere):
            expect(page).to_have_url(re.compile("/sign-in/"))
        sign_in(elsewhere, "tilda")
        elsewhere.wait_for_url("**/locations/**")

    def test_a_passkey_signs_in_without_a_password(self, practice, desk):
        practice.hire("paula")
        paula = desk("paula", afresh=True)
        device = paula.context.new_cdp_session(paula.page)
        device.send("WebAuthn.enable")
        device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                    "isUserVerified": True, "automaticPresenceSimulation": True,
                }
            },
        )  # fmt: skip
        paula.page.goto("/account/security/passkeys/new/")
        paula.page.get_by_role("button", name="Add the passkey").click()
        # a browser takes no passkey for 127.0.0.1: the page leads to where it does
        named = paula.page.get_by_role("alert").get_by_role("link")
        expect(named).to_have_text(re.compile("^localhost:"))
        named.click()
        paula.give_password("paula")
        paula.page.get_by_label("Name", exact=True).fill("Front desk key")
        paula.page.get_by_role("button", name="Add the passkey").click()
        paula.page.wait_for_url(re.compile("/account/security/(recovery-codes/)?$"))
        paula.page.get_by_role("navigation", name="Places").wait_for()
        paula.page.goto(re.sub("/account/.*", "/account/security/", paula.page.url))
        expect(paula.page.locator(".passkey")).to_contain_text("Front desk key")
        paula.page.locator("summary", has_text="Paula Field").click()
        paula.page.get_by_role("button", name="Sign out").click()
        paula.page.get_by_role("button", name="Use a passkey").click()
        paula.page.wait_for_url("**/inbox/")


class TestBeingPutOut:
    def test_a_disabled_user_is_out_everywhere_at_once(self, practice, desk):
        practice.hire("dora")
        screens = [desk("dora", afresh=place == 0) for place in range(2)]
        screens[1].go("Calendar")
        ben = desk("manager")
        ben.go("Users")
        ben.page.get_by_role("link", name="Dora Field").click()
        began = time.monotonic()
        ben.page.get_by_role("button", name="Disable").click()
        for screen in screens:
            expect(screen.page).to_have_url(re.compile("/sign-in/"), timeout=15_000)
        assert time.monotonic() - began < 15
        screens[0].give_password("dora")
        expect(screens[0].page.get_by_role("heading", name="You cannot sign in")).to_be_visible()

    def test_sessions_are_listed_and_signed_out(self, practice, desk):
        practice.hire("sasha")
        here, there = desk("sasha", afresh=True), desk("sasha", afresh=True)
        here.page.goto("/account/security/sessions/")
        expect(here.page.get_by_role("row")).to_have_count(3)
        here.page.get_by_role("button", name=re.compile("^Sign out everywhere else")).click()
        expect(there.page).to_have_url(re.compile("/sign-in/"))
        expect(here.page.get_by_role("row")).to_have_count(2)


def test_the_idle_lock_warns_locks_and_keeps_what_was_begun(practice, desk):
    practice.hire("lena")
    lena = desk("lena", afresh=True)
    lena.page.clock.install()
    lena.page.reload()
    lena.page.locator("body[data-connected]").wait_for()
    lena.reach("Samuel Adeyemi")
    box = lena.page.get_by_placeholder("Enter message here")
    box.press_sequentially("Dear Samuel, about your", delay=2)
    with lena.page.expect_response("**/presence/"):
        lena.page.clock.fast_forward(61_000)  # whoever typed was here: the server has heard of it
    warning = lena.page.locator("#idle")
    lena.page.clock.fast_forward("14:10")
    expect(warning).to_be_hidden()  # the server decides, and knows of a deed a moment ago
    practice.backstage("idle", "lena", str(14 * 60 + 10))
    lena.page.clock.fast_forward("14:10")
    expect(warning).to_contain_text("Still there?")
    expect(warning.get_by_role("button", name="I am here")).to_be_focused()
    warning.get_by_role("button", name="I am here").click()
    expect(warning).to_be_hidden()
    with lena.page.expect_response("**/draft/"):
        box.press_sequentially(" crown", delay=2)
        lena.page.clock.run_for(1_000)
    practice.backstage("idle", "lena", str(15 * 60 + 1))
    lena.page.clock.fast_forward("15:10")
    expect(lena.page).to_have_url(re.compile("/sign-in/"))
    expect(lena.page.locator(".notice")).to_contain_text("nothing was done here for")
    lena.give_password("lena")
    lena.page.get_by_role("article", name="Conversation with Samuel Adeyemi").wait_for()
    expect(lena.page.get_by_placeholder("Enter message here")).to_have_value("Dear Samuel, about your crown")
    lena.page.get_by_placeholder("Enter message here").fill("")
    with lena.page.expect_response("**/draft/"):
        lena.page.clock.fast_forward(2_000)
