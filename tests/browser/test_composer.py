"""The composer, the keyboard and the finder."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CASES = json.loads((Path(__file__).parents[1] / "rules" / "segment_cases.json").read_text(encoding="utf-8"))


@pytest.fixture
def ana(desk):
    one = desk("reception")
    one.reach("Noor Rahman")
    return one


def test_the_page_counts_as_the_server_does(ana):
    counted = ana.page.evaluate(
        """async (cases) => {
            const { count } = await import(new URL("segments.js", document.querySelector("script[type=module]").src));
            return cases.map((one) => count(one.piece.repeat(one.times) + (one.then ?? "")));
        }""",
        CASES,
    )
    told = [(one["encoding"], one["units"], one["count"]) for one in counted]
    assert told == [(case["encoding"], case["units"], case["count"]) for case in CASES]


@pytest.mark.parametrize(
    ("body", "counter", "why"),
    [
        ("", "1 message · 0 of 160", ""),
        ("Hello there", "1 message · 11 of 160", ""),
        ("a" * 161, "2 messages · 161 of 306", "Longer than one message"),
        ("Hola, ¿qué tal? Sí", "1 message · 18 of 70", "í takes more room than plain letters"),
        ("See you 😀", "1 message · 10 of 70", "😀 takes more room than plain letters"),
        ("a" * 1605, "11 messages", "5 characters too many"),
    ],
)
def test_the_counter_tells_how_many_and_why(ana, body, counter, why):
    ana.page.get_by_placeholder("Enter message here").fill(body)
    expect(ana.page.locator("[data-count-words]")).to_contain_text(counter)
    expect(ana.page.locator("[data-why]")).to_have_text(why)


def test_the_draft_survives_the_page(ana):
    ana.page.get_by_placeholder("Enter message here").fill("To be continued")
    with ana.page.expect_response("**/draft/"):
        pass
    ana.page.reload()
    expect(ana.page.get_by_placeholder("Enter message here")).to_have_value("To be continued")
    ana.page.get_by_placeholder("Enter message here").fill("")
    with ana.page.expect_response("**/draft/"):
        pass


def test_enter_sends_and_shift_enter_breaks_the_line(practice, ana):
    box = ana.page.get_by_placeholder("Enter message here")
    box.press_sequentially("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    expect(box).to_have_value("one\ntwo")
    box.press("Enter")
    practice.wait_for("+13125550114", "one\ntwo")
    expect(box).to_have_value("")


def test_enter_may_break_the_line_instead(desk):
    ben = desk("manager")
    ben.reach("Noor Rahman")
    ben.page.locator("summary", has_text="How Enter works").click()
    with ben.page.expect_response("**/writing/"):
        ben.page.locator("input[name=enter][value=no]").check()
    box = ben.page.get_by_placeholder("Enter message here")
    box.press_sequentially("a")
    box.press("Enter")
    expect(box).to_have_value("a\n")
    box.fill("")
    ben.page.locator("summary", has_text="How Enter works").click()
    with ben.page.expect_response("**/writing/"):
        ben.page.locator("input[name=enter][value=yes]").check()


def test_an_emoji_by_keyboard_alone(ana):
    box = ana.page.get_by_placeholder("Enter message here")
    box.fill("Brush well ")
    box.press("Control+e")
    ana.page.get_by_label("Search emoji").fill("diente")
    expect(ana.page.locator(".emoji-grid button").first).to_have_attribute("aria-label", "tooth")
    ana.page.keyboard.press("Enter")
    expect(box).to_have_value("Brush well 🦷")
    expect(box).to_be_focused()
    box.fill("")


def test_the_inbox_by_keyboard_alone(desk):
    ana = desk("reception")
    ana.page.keyboard.press("j")
    ana.page.get_by_role("article", name="Conversation with").wait_for()
    first = ana.page.locator(".thread-title h2").inner_text()
    ana.page.keyboard.press("j")
    expect(ana.page.locator(".thread-title h2")).not_to_have_text(first)
    ana.page.keyboard.press("k")
    expect(ana.page.locator(".thread-title h2")).to_have_text(first)
    ana.page.keyboard.press("?")
    expect(ana.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    ana.page.keyboard.press("Escape")
    ana.page.keyboard.press("/")
    expect(ana.page.get_by_label("Search by name, number or words")).to_be_focused()
    ana.page.keyboard.type("parking")
    expect(ana.page.locator(".row")).to_have_count(1)


def test_the_finder_by_keyboard_leads_to_the_primary_contact(desk):
    ana = desk("reception")
    ana.page.keyboard.press("n")
    ana.page.keyboard.type("mateo delg")
    option = ana.page.get_by_role("option", name="Mateo Delgado")
    expect(option).to_contain_text("primary contact: Carmen Delgado")
    ana.page.keyboard.press("Enter")
    ana.page.get_by_role("article", name="Conversation with Carmen Delgado").wait_for()


def test_somebody_without_a_mobile_is_explained(desk):
    ana = desk("reception")
    ana.page.keyboard.press("n")
    ana.page.keyboard.type("edith")
    expect(ana.page.get_by_role("option")).to_contain_text("Edith Moss has no mobile number.")


def test_views_and_dates(desk):
    ana = desk("reception")
    ana.page.locator(".views").get_by_role("link", name="Undeliverable").click()
    expect(ana.row("Walter Brandt").first).to_be_visible()
    expect(ana.row("Daniel Okoye")).to_have_count(0)
    ana.page.locator("summary", has_text="Any date").click()
    ana.page.get_by_role("link", name="Last month").click()
    expect(ana.page.get_by_role("heading", name="Every text has arrived")).to_be_visible()
    assert "when=last-month" in ana.page.url
    ana.page.reload()
    expect(ana.page.get_by_role("heading", name="Every text has arrived")).to_be_visible()


def test_a_quick_reply_is_typed_and_chosen(desk):
    ana = desk("reception")
    ana.reach("Priya Raman")
    box = ana.page.get_by_placeholder("Enter message here")
    box.press_sequentially("Hello! /par")
    expect(ana.page.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("Hello! There is free parking behind the building of Downtown.")
    box.fill("")
    box.press_sequentially("/")
    expect(ana.page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(box).to_have_value("/")
    expect(ana.page.locator("#quick-replies")).to_have_count(0)
    box.fill("")
    ana.page.get_by_role("button", name="Insert a quick reply").click()
    ana.page.get_by_role("option", name="call us").click()
    expect(box).to_have_value(re.compile(r"Please call us at \(312\) 555-0190, Priya"))
    box.fill("")
