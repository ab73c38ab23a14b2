"""The page with phones: found, picked up, texted with, live, by keyboard, for everybody's eyes."""

import json
import urllib.parse
import urllib.request
from base64 import b64encode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.simulator.conftest import ACCOUNT, OURS, SID, TOKEN
from tests.simulator.process import ask, running

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
KEN, MARISOL, LANDLINE = "+13125550121", "+13125550122", "+13125550123"
LAKESIDE = "+14805550191"
ACCOUNTS = {"account_sid": SID, "auth_token": TOKEN}
NUMBERS = {
    "numbers": [
        {"number": OURS, "name": "Cedar Dental Downtown", **ACCOUNTS},
        {"number": LAKESIDE, "name": "Cedar Dental Lakeside", **ACCOUNTS},
    ],
    "phones": [
        {"number": KEN, "name": "Ken Ito", "note": "Cedar Dental"},
        {"number": MARISOL, "name": "Marisol Vega", "note": "Cedar Dental"},
        {"number": LANDLINE, "name": "Walter Brandt", "landline": True},
    ],
}


@pytest.fixture
def url(tmp_path):
    with running(tmp_path, NUMBERS) as url:
        yield url


@pytest.fixture
def open_page(browser, url):
    """Open the page; anything that goes wrong in its console fails the test."""
    contexts, troubles = [], []

    def opened(**options):
        options.setdefault("viewport", {"width": 1280, "height": 800})
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        page.goto(url)
        expect(page.locator(".phone").first).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles


def send(url, to, body, sender=OURS):
    form = urllib.parse.urlencode({"From": sender, "To": to, "Body": body}).encode()
    request = urllib.request.Request(f"{url}{ACCOUNT}/Messages.json", form)
    request.add_header("Authorization", "Basic " + b64encode(f"{SID}:{TOKEN}".encode()).decode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def phone(page, name):
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def is_well_made(page):
    fits(page)
    page.wait_for_timeout(600)
    fits(page)
    found = Axe().run(page, options=RULES)
    assert not found.response["violations"], [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found.response["violations"]
    ]


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"


def test_a_text_of_several_parts_arrives_as_one_without_a_reload(open_page, url):
    page = open_page()
    send(url, KEN, "long " * 40)
    ken = phone(page, "Ken Ito")
    expect(ken.locator(".text.in .bubble")).to_have_count(1)
    expect(ken.locator(".text.in .meta")).to_contain_text("2 parts joined")
    expect(ken.locator(".text.in .meta")).to_contain_text("in 0.")
    expect(phone(page, "Marisol Vega").locator(".text")).to_have_count(0)


def test_a_phone_texts_by_keyboard_and_says_when_nobody_answers(open_page, url):
    page = open_page()
    box = phone(page, "Ken Ito").get_by_label("Text message")
    box.press_sequentially("Two")
    box.press("Shift+Enter")
    box.press_sequentially("lines <b>")
    box.press("Enter")
    expect(box).to_have_value("")
    expect(phone(page, "Ken Ito").locator(".text.out .bubble")).to_contain_text("Two\nlines <b>")
    expect(phone(page, "Ken Ito").locator(".text.out .meta")).to_have_text("The practice did not answer")
    assert ask(f"{url}/sim/ledger")[0]["body"] == "Two\nlines <b>"


def test_stop_is_shown_until_start(open_page):
    page = open_page()
    ken = phone(page, "Ken Ito")
    ken.get_by_role("button", name="STOP").click()
    expect(ken.locator(".by-carrier")).to_contain_text("unsubscribed")
    expect(ken.locator(".blocked")).to_be_visible()
    ken.get_by_role("button", name="START").click()
    expect(ken.locator(".blocked")).to_be_hidden()


def test_a_text_of_the_other_location_is_another_conversation(open_page, url):
    page = open_page()
    ken = phone(page, "Ken Ito")
    send(url, KEN, "From Lakeside", LAKESIDE)
    ken.get_by_role("button", name="New from Cedar Dental Lakeside").click()
    expect(ken.locator(".text.in")).to_contain_text("From Lakeside")
    expect(ken.get_by_role("button", name="New from")).to_be_hidden()
    ken.get_by_label("Conversation with").select_option(OURS)
    expect(ken.locator(".text")).to_have_count(0)


def test_what_never_arrives_is_on_no_phone(open_page, url):
    page = open_page()
    fault = {"on": "delivery", "then": {"status": "undelivered", "code": 30005}}
    ask(f"{url}/sim/faults", {"faults": [fault]}, "PUT")
    send(url, KEN, "Lost")
    send(url, KEN, "Found")
    expect(phone(page, "Ken Ito").locator(".text.in")).to_have_count(1)
    expect(phone(page, "Ken Ito").locator(".text.in")).to_contain_text("Found")


def test_a_phone_is_found_by_name_and_a_new_one_made_of_a_number(open_page):
    page = open_page()
    page.keyboard.press("Control+k")
    words = page.get_by_label("Name or number")
    expect(words).to_be_focused()
    words.fill("brandt")
    expect(page.locator("#found li")).to_have_count(1)
    expect(page.locator("#found li")).to_contain_text("landline")
    words.fill("(312) 555-01")
    expect(page.locator("#found li")).to_have_count(3)
    words.fill("(312) 555-0160")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(phone(page, "Somebody").get_by_label("Text message")).to_be_focused()
    expect(page.locator(".phone")).to_have_count(3)
    page.reload()
    expect(page.locator(".phone")).to_have_count(3)
    page.get_by_role("button", name="Put Ken Ito's phone away").click()
    expect(page.locator(".phone")).to_have_count(2)


def test_a_number_that_is_none_is_told(open_page):
    page = open_page()
    page.get_by_role("button", name="Pick up a phone").first.click()
    page.get_by_label("Name or number").fill("+0000000")
    page.keyboard.press("Enter")
    expect(page.locator("#slip")).to_contain_text("no phone number")


def test_the_page_says_that_it_is_not_connected_and_comes_back(open_page, url):
    page = open_page()
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    phone(page, "Ken Ito").get_by_label("Text message").fill("Hello")
    phone(page, "Ken Ito").get_by_role("button", name="Send").click()
    expect(phone(page, "Ken Ito").locator(".trouble")).to_contain_text("does not answer")
    expect(phone(page, "Ken Ito").get_by_label("Text message")).to_have_value("Hello")
    page.context.set_offline(False)
    send(url, KEN, "Back")
    expect(phone(page, "Ken Ito").locator(".text.in")).to_contain_text("Back")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (900, 700), (390, 844), (320, 560)], ids=lambda size: str(size[0]))
def test_it_is_well_made_in_every_size_and_light(open_page, url, scheme, size):
    ask(f"{url}/sim/phones/{KEN}/messages", {"to": OURS, "body": "STOP"})
    send(url, MARISOL, "Hola 😊")
    page = open_page(color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    is_well_made(page)
    assert page.locator(".phone:visible").count() == (1 if size[0] < 780 else 2)
    expect(page.locator(".phone:visible").first.get_by_role("button", name="Send")).to_be_in_viewport()
    page.keyboard.press("Control+k")
    is_well_made(page)


def test_a_phone_sends_a_picture_and_shows_it(open_page, url):
    page = open_page()
    page.get_by_role("button", name="Add a picture").first.click()
    page.get_by_role("button", name="A broken tooth").first.click()
    expect(page.locator(".text.out .bubble img").first).to_be_visible()
    [text] = [text for text in ask(f"{url}/sim/ledger") if text["media"]]
    assert text["media"][0]["content_type"] == "image/jpeg"
    assert not page.locator(".pictures").first.is_visible()


def test_pictures_are_reached_by_keyboard_and_harm_nobodys_eyes(open_page):
    page = open_page()
    page.get_by_role("button", name="Add a picture").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="An insurance card").first).to_be_visible()
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Add a picture").first).to_be_focused()
