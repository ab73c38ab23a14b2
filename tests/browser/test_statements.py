"""A statement on its way: batch, text, link, a wrong birth date, the right one, the PDF, "seen", taken back."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_looks import fits, is_accessible, judge

pytestmark = pytest.mark.browser
PETER = "+13125550118"


def link_on(practice, number: str, seconds: float = 10) -> str:
    """Wait for a text with a link to a statement, and give the link."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for body in practice.received(number):
            if found := re.search(r"http://\S+/s/[\w-]+/", body):
                return found[0]
        time.sleep(0.05)
    raise AssertionError("no link arrived")


@pytest.fixture
def phone(browser):
    """The guarantor's phone: nobody is signed in on it."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True)
    yield context.new_page()
    context.close()


def answer(phone: Page, first: str, last: str, born: str) -> None:
    """Fill the form by keyboard alone."""
    phone.get_by_label("First name").focus()
    phone.keyboard.type(first)
    phone.keyboard.press("Tab")
    phone.keyboard.type(last)
    phone.get_by_label("Birth date").fill(born)
    phone.get_by_role("button", name="Show the statement").focus()
    phone.keyboard.press("Enter")


def test_a_statement_is_sent_refused_seen_downloaded_and_taken_back(desk, practice, phone):
    ben = desk("manager")
    page = ben.page
    ben.go("Statements")
    page.get_by_role("link", name="Send a batch").click()
    left_out = page.get_by_role("row", name=re.compile("Felix Baumann"))
    expect(left_out).to_contain_text("has not agreed to texts about bills")
    page.get_by_label("Camila Rojas").uncheck()
    page.get_by_role("button", name="Send these statements").click()
    expect(page.get_by_text("1 statement is on its way.")).to_be_visible()
    link = link_on(practice, PETER)
    page.get_by_role("link", name=re.compile("Peter Lund")).click()
    expect(page.locator(".planned-list")).to_contain_text("Sent by text")

    phone.goto(link)
    is_accessible(phone)
    fits(phone)
    answer(phone, "Peter", "Lund", "1957-10-30")
    expect(phone.get_by_role("heading", name="This does not open a statement")).to_be_visible()
    expect(phone.get_by_text("Please call your dental office.")).to_be_visible()
    phone.get_by_role("link", name="Try again").click()
    answer(phone, "peter", "LUND", "1957-10-31")
    expect(phone.get_by_text("$36.00").first).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("Seen")

    with phone.expect_download() as download:
        phone.get_by_role("button", name="Download as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    expect(page.locator(".planned-list")).to_contain_text("Downloaded")
    assert not judge(phone, "an open statement")

    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("It is taken back.")).to_be_visible()
    phone.goto(link)
    expect(phone.get_by_role("heading", name="This does not open a statement")).to_be_visible()
    assert not judge(phone, "a link that opens nothing")


def test_a_new_statement_by_keyboard_and_one_colleague_sees_the_others_live(desk, practice):
    ben, colleague = desk("manager"), desk("manager")
    colleague.go("Statements")
    page = ben.page
    ben.go("Statements")
    page.get_by_role("link", name="New statement").focus()
    page.keyboard.press("Enter")
    page.locator("#patient-words").focus()
    page.keyboard.type("tanaka")
    expect(page.get_by_role("option", name=re.compile("Gloria Tanaka"))).to_be_visible()
    page.keyboard.press("Enter")
    page.locator("#on-1").fill("2026-11-02")
    page.locator("#what-1").focus()
    page.keyboard.type("Visit")
    page.keyboard.press("Tab")
    page.keyboard.type("much")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Type dollars and cents")).to_be_visible()
    assert not judge(page, "a new statement refused")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("#amount-1").fill("88.10")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is not sent yet.")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("$88.10")
    expect(colleague.page.locator("#statements")).to_contain_text("Gloria Tanaka")
