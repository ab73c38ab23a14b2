"""Every screen, in both themes and widths: nobody is shut out, nothing overflows. Pages are found by their addresses."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import get_resolver, reverse
from playwright.sync_api import Page, expect

from tests.browser.codes import code_of

pytestmark = pytest.mark.browser
WIDE, NARROW, NARROWEST = (1280, 800), (390, 844), (320, 640)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
AXE = Axe()
NOBODY = "00000000-0000-4000-8000-000000000000"


def faults(page: Page, part: str | None = None) -> list[tuple[str, list[str]]]:
    """Give what axe finds, with the first few places."""
    found = AXE.run(page, context=part, options=RULES)
    return [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found.response["violations"]]


def is_accessible(page: Page, part: str | None = None) -> None:
    assert faults(page, part) == []


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"


def judge(page: Page, name: str, part: str | None = None) -> list[str]:
    """Look at a screen in both widths and themes without loading it anew; give what is wrong."""
    told = []
    for width, height in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            told += [f"{name}, {width}, {scheme}: {fault}" for fault in faults(page, part)]
    for width, height in (NARROWEST, NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append(f"{name}: the page is wider than {width}")
    return told


def is_page(answer) -> bool:
    return answer.ok and "<!doctype html>" in answer.text()[:200].lower()


def addresses(known: dict[str, str]) -> dict[str, str]:
    """Give every address of the program, by name; what is not known gets an id of nobody's."""
    found = {}
    for name in sorted(key for key in get_resolver().reverse_dict if isinstance(key, str)):
        [(_, wanted)] = get_resolver().reverse_dict.getlist(name)[0][0]
        found[name] = reverse(name, kwargs={one: known.get(one, NOBODY) for one in wanted})
    return found


@pytest.fixture(scope="module")
def known(practice):
    """An id for whatever an address may name."""
    return {
        **json.loads(practice.backstage("ids")),
        "version": "2",
        "name": "texts",
        "token": "x",
        "session_id": "1",
        "pk": "1",
    }


# what leads out, or is a picture
NOT_HERE = {"account_logout", "picture", "thumbnail"}


def test_every_page_that_has_an_address(desk, known):
    ben = desk("manager")
    wrong, seen = [], set()
    for name, address in addresses(known).items():
        if name in NOT_HERE:
            continue
        answer = ben.context.request.get(address)
        if NOBODY in address and answer.status == 404:
            wrong.append(f"{name} may be a page: let backstage.py tell an id for it")
        # several addresses may lead to one page
        if not is_page(answer) or answer.url in seen:
            continue
        seen.add(answer.url)
        ben.page.goto(answer.url)
        ben.page.locator("body[data-connected], .door").first.wait_for()
        wrong += judge(ben.page, name)
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 25


def test_what_opens_on_a_page(desk):
    """Dialogs, panels, menus: what no address alone leads to."""
    ana = desk("reception")
    page, wrong = ana.page, []
    place = re.search(r"/locations/[^/]+/", page.url)[0]

    def look(name, part=None):
        wrong.extend(judge(page, name, part))

    ana.open("Marisol Vega")
    page.locator("summary", has_text="Ana Lindgren").click()
    # what an open menu covers cannot be hit, and need not: only the bar is looked at
    look("the User menu", ".bar")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Insert an emoji").click()
    expect(page.locator(".emoji-grid").first).to_be_visible()
    look("the emoji")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Insert a quick reply").click()
    expect(page.locator("#quick-replies")).to_be_visible()
    look("quick replies")
    page.keyboard.press("Escape")
    page.goto(f"{place}schedule/")
    for opener, words, name in (("everything", "vega", "the search"), ("finder", "vega", "a new message")):
        page.evaluate("name => document.getElementById(name).showModal()", opener)
        page.locator(f"#{opener}-words").fill(words)
        expect(page.locator(f"#{opener}-results").get_by_role("option").first).to_be_visible()
        look(name)
        page.keyboard.press("Escape")
    for dialog, name in (("shortcuts", "the shortcuts"), ("idle", "the idle warning")):
        page.evaluate("name => document.getElementById(name).showModal()", dialog)
        look(name)
        page.keyboard.press("Escape")
    page.locator(".visit").first.click()
    page.locator("#information h2").wait_for()
    look("Appointment Information")
    page.locator("#information-messages").click()
    page.locator("#messages[open] .composer").wait_for()
    look("Messages for")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Routing").click()
    page.locator(".visit-card").first.wait_for()
    look("the Status Tracker")
    assert not wrong, "\n".join(wrong)


def test_conversations_of_every_kind(desk):
    ana = desk("reception")
    wrong = []
    for name in ("Vera Novak", "Walter Brandt", "Omar Haddad", "Ken Ito", "Daniel Okoye"):
        ana.page.set_viewport_size({"width": 1280, "height": 800})
        ana.open(name)
        wrong += judge(ana.page, name)
    assert not wrong, "\n".join(wrong)


def test_forms_that_were_refused(desk, known):
    ben = desk("manager")
    place, wrong = f"/locations/{known['location_id']}/", []
    refused = {
        "patients/new/": "Make the record", "appointments/new/": "Keep appointment", "settings/users/new/": "Invite",
        "settings/roles/new/": "Make the role", "settings/quick-replies/": "Keep quick reply",
        f"patients/{known['patient_id']}/related/?change=contact": "Change",
        "settings/location/": "Keep this day",
    }  # fmt: skip
    for path, button in refused.items():
        ben.page.goto(place + path)
        ben.page.get_by_role("button", name=button, exact=True).click()
        ben.page.locator(".field-error, .alarm").first.wait_for()
        wrong += judge(ben.page, f"{path} refused")
    assert not wrong, "\n".join(wrong)


def test_before_the_office(browser, practice):
    """Signing in, halfway in, refused, with a link that is over, and lost."""
    practice.hire("axel")
    context = browser.new_context(base_url=practice.web, reduced_motion="reduce")
    page, wrong = context.new_page(), []
    page.goto("/")
    wrong += judge(page, "sign-in")
    page.get_by_label("User name").fill("axel")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    wrong += judge(page, "a wrong password")
    page.goto("/sign-in/?why=idle")
    wrong += judge(page, "after the idle lock")
    page.goto("/welcome/no-such-link/")
    wrong += judge(page, "a link that is not known")
    page.goto("/sign-in/disabled/")
    wrong += judge(page, "a disabled user")
    page.goto("/")
    page.get_by_label("User name").fill("axel")
    page.get_by_label("Password").fill("chairside-demo")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox/")
    page.goto("/locations/nowhere/")
    wrong += judge(page, "a page that is none")
    page.goto("/account/security/app/")
    secret = page.locator(".secret code").inner_text()
    wrong += judge(page, "the authenticator app")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Set up the app").click()
    page.locator("#codes").wait_for()
    wrong += judge(page, "recovery codes")
    page.goto("/account/security/")
    wrong += judge(page, "one's own sign-in")
    page.goto("/sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.get_by_label("User name").fill("axel")
    page.get_by_label("Password").fill("chairside-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    wrong += judge(page, "the second step")
    context.close()
    assert not wrong, "\n".join(wrong)


def test_the_phones(browser, practice):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(practice.simulator)
    expect(page.locator(".phone").first).to_be_visible()
    assert judge(page, "the phones") == []
    context.close()


def test_on_a_phone_one_pane_at_a_time(desk):
    ana = desk("reception", viewport={"width": 390, "height": 844})
    expect(ana.page.locator(".list")).to_be_visible()
    ana.open("Daniel Okoye")
    expect(ana.page.locator(".list")).to_be_hidden()
    ana.page.get_by_role("link", name="Back to the list").click()
    expect(ana.page.locator(".list")).to_be_visible()
