"""Every screen in both themes and widths: nobody is shut out, nothing overflows."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SIZES = [(1280, 800), (390, 844), (320, 640)]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def is_accessible(page, part: str | None = None) -> None:
    page.wait_for_timeout(150)
    found = Axe().run(page, context=part, options=RULES)
    assert not found.response["violations"], [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found.response["violations"]
    ]


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_screens(desk, scheme, size):
    ana = desk("reception", viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = ana.page
    fits(page)
    is_accessible(page)
    ana.open("Marisol Vega")
    fits(page)
    is_accessible(page)
    page.locator("summary", has_text="Ana Lindgren").click()
    # what an open menu covers cannot be hit, and need not: only the bar is looked at
    is_accessible(page, ".bar")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Insert an emoji").click()
    expect(page.locator(".emoji-grid").first).to_be_visible()
    is_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("#everything-words").fill("vega")
    expect(page.get_by_role("option").first).to_be_visible()
    fits(page)
    is_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_refusals_boxes_and_failures(desk, scheme):
    ana = desk("reception", color_scheme=scheme)
    for name in ("Vera Novak", "Walter Brandt", "Omar Haddad", "Ken Ito", "Daniel Okoye"):
        ana.open(name)
        is_accessible(ana.page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door(browser, practice, scheme):
    context = browser.new_context(base_url=practice.web, color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/")
    is_accessible(page)
    page.get_by_label("User name").fill("reception")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_accessible(page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_phones(browser, practice, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(practice.simulator)
    expect(page.locator(".phone").first).to_be_visible()
    fits(page)
    is_accessible(page)
    context.close()


def test_on_a_phone_one_pane_at_a_time(desk):
    ana = desk("reception", viewport={"width": 390, "height": 844})
    expect(ana.page.locator(".list")).to_be_visible()
    ana.open("Daniel Okoye")
    expect(ana.page.locator(".list")).to_be_hidden()
    ana.page.get_by_role("link", name="Back to the list").click()
    expect(ana.page.locator(".list")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_pages_around_the_inbox(desk, scheme, size):
    ana = desk("manager", viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = ana.page
    place = re.search(r"/locations/[^/]+/", page.url)[0]
    for path in (
        "schedule/",
        "notifications/",
        "appointments/new/",
        "patients/new/",
        "settings/location/",
        "settings/quick-replies/",
    ):
        page.goto(place + path)
        fits(page)
        is_accessible(page)
    page.goto(place + "schedule/")
    page.locator(".visit").first.click()
    page.locator("#information h2").wait_for()
    is_accessible(page)
    person = page.locator("#information a.card-name").get_attribute("href")
    for tab in ("", "preferences/", "related/?change=contact", "appointments/", "messages/"):
        page.goto(person + tab)
        fits(page)
        is_accessible(page)
    page.locator("#ribbon-messages").click()
    page.locator("#messages[open]").wait_for()
    fits(page)
    is_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Routing").click()
    page.locator(".visit-card").first.wait_for()
    is_accessible(page)
