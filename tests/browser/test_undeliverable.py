"""The front desk works through texts that did not arrive, while the carrier fails on order."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def all_well(practice):
    yield
    practice.ask("/sim/faults", {"faults": []}, "PUT")


def order(practice, number, **then):
    practice.ask("/sim/faults", {"faults": [{"on": "create", "to": number, "then": then}]}, "PUT")


def open_contact(desk, practice, contact):
    desk.page.goto(f"/locations/{practice.downtown['id']}/contacts/{contact['id']}/")
    desk.page.locator("body[data-connected]").wait_for()
    return desk.page


def write(page, words):
    page.get_by_placeholder("Enter message here").fill(words)
    page.keyboard.press("Enter")


def test_a_text_in_doubt_is_looked_for_released_and_sent_again(practice, desk):
    contact = practice.downtown["contacts"][1]
    page = open_contact(desk("manager"), practice, contact)
    order(practice, contact["number"], cut="before")
    write(page, "Is the crown back?")
    bubble = page.locator(".message", has_text="Is the crown back?").last
    expect(bubble).to_contain_text("Nobody knows yet whether it left.")
    write(page, "And does 3 pm suit you?")
    expect(bubble.get_by_role("button", name="Send the later text now")).to_be_visible()
    bubble.get_by_role("button", name="Check again").click()
    expect(bubble).to_contain_text("the carrier's list did not show it")
    bubble.get_by_role("button", name="Send the later text now").click()
    practice.wait_for(contact["number"], "And does 3 pm suit you?")
    bubble.get_by_role("button", name="Send again").click()
    practice.wait_for(contact["number"], "Is the crown back?")
    expect(bubble).to_contain_text("Sent again.")
    assert practice.received(contact["number"]).count("Is the crown back?") == 1


def test_a_refused_text_is_listed_with_its_remedy_until_it_is_done(practice, desk):
    contact = practice.downtown["contacts"][2]
    page = open_contact(desk("manager"), practice, contact)
    order(practice, contact["number"], code=30007)
    write(page, "Please see our new offer")
    bubble = page.locator(".message", has_text="Please see our new offer").last
    expect(bubble).to_contain_text("filtered this text as unwanted")
    page.locator(".views a", has_text="Undeliverable").click()
    row = page.locator(".row", has_text=contact["name"])
    expect(row).to_contain_text("Write it in other words")
    bubble.get_by_role("button", name="Done").click()
    expect(bubble).to_contain_text("Done: ")
    expect(row).to_have_count(0)


def test_rejected_credentials_pause_the_number_before_everybodys_eyes(practice, desk):
    contact = practice.downtown["contacts"][1]
    page = open_contact(desk("manager"), practice, contact)
    practice.ask("/sim/faults", {"faults": [{"on": "create", "then": {"status": 401, "code": 20003}}]}, "PUT")
    write(page, "This one waits")
    banner = page.locator("#number-state")
    expect(banner).to_contain_text("Texting is paused at Downtown")
    banner.get_by_role("link", name="See to it and resume").click()
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("#number-state .number-state")).to_have_count(0)
    practice.wait_for(contact["number"], "This one waits")
