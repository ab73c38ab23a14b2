"""Every door into a conversation: patient, appointment, tracker; by mouse, by keyboard, and live."""

import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CARMEN = "+17735550102"


class TestByMouse:
    def test_from_the_ribbon(self, desk):
        ana = desk("reception")
        ana.open_patient("Mateo Delgado")
        ana.page.get_by_role("link", name="Text messages").click()
        expect(ana.dialog("Carmen Delgado")).to_be_visible()

    def test_from_the_appointment(self, desk):
        ana = desk("reception")
        ana.go("Calendar")
        ana.visit("Felix Baumann").click()
        ana.page.locator("#information-messages").click()
        expect(ana.dialog("Felix Baumann")).to_be_visible()

    def test_from_the_tracker(self, desk):
        ana = desk("reception")
        ana.go("Calendar")
        ana.open_tracker()
        ana.card("Camila Rojas").get_by_role("link", name="Show messages").click()
        expect(ana.dialog("Camila Rojas")).to_be_visible()

    def test_on_the_inbox_page_it_opens_in_the_page(self, desk):
        ana = desk("reception")
        ana.open_tracker()
        ana.card("Camila Rojas").get_by_role("link", name="Show messages").click()
        ana.page.get_by_role("article", name="Conversation with Camila Rojas").wait_for()
        expect(ana.page.locator("dialog[open]")).to_have_count(0)


class TestByKeyboard:
    def test_from_the_ribbon_and_back(self, desk):
        ana = desk("reception")
        ana.page.keyboard.press("Control+k")
        ana.page.keyboard.type("mateo del")
        expect(ana.page.get_by_role("option", name=re.compile("Mateo Delgado"))).to_be_visible()
        ana.page.keyboard.press("Enter")
        ana.page.get_by_role("heading", name="Mateo Delgado", level=1).wait_for()
        ana.page.locator("#ribbon-messages").focus()
        ana.page.keyboard.press("Enter")
        expect(ana.dialog("Carmen Delgado")).to_be_visible()
        expect(ana.page.get_by_placeholder("Enter message here")).to_be_focused()
        ana.page.keyboard.press("Escape")
        expect(ana.dialog("Carmen Delgado")).to_be_hidden()
        expect(ana.page.locator("#ribbon-messages")).to_be_focused()

    def test_straight_from_the_search(self, desk):
        ana = desk("reception")
        ana.go("Calendar")
        ana.page.keyboard.press("Control+k")
        ana.page.keyboard.type("mateo del")
        expect(ana.page.get_by_role("option", name=re.compile("Mateo Delgado"))).to_be_visible()
        ana.page.keyboard.press("Control+Enter")
        expect(ana.dialog("Carmen Delgado")).to_be_visible()

    def test_from_the_appointment(self, desk):
        ana = desk("reception")
        ana.go("Calendar")
        ana.page.locator(".visit").first.focus()
        ana.page.keyboard.press("ArrowDown")
        expect(ana.page.locator(".visit:focus")).to_have_count(1)
        ana.page.keyboard.press("Enter")
        expect(ana.page.locator("#information")).to_be_focused()
        expect(ana.page.locator("#information h2")).to_have_text("Appointment Information")
        ana.page.locator("#information-messages").focus()
        ana.page.keyboard.press("Enter")
        expect(ana.page.locator("#messages[open]")).to_be_visible()
        ana.page.keyboard.press("Escape")
        expect(ana.page.locator("#information-messages")).to_be_focused()

    def test_from_the_tracker(self, desk):
        ana = desk("reception")
        ana.go("Calendar")
        ana.page.keyboard.press("o")
        ana.card("Camila Rojas").wait_for()
        ana.card("Camila Rojas").get_by_role("link", name="Show messages").focus()
        ana.page.keyboard.press("Enter")
        expect(ana.dialog("Camila Rojas")).to_be_visible()

    def test_the_focus_stays_inside(self, desk):
        ana = desk("reception")
        ana.open_patient("Mateo Delgado")
        ana.page.get_by_role("link", name="Text messages").click()
        ana.dialog("Carmen Delgado").wait_for()
        for _ in range(12):
            ana.page.keyboard.press("Tab")
            inside = "document.activeElement === document.body || !!document.activeElement.closest('#messages')"
            assert ana.page.evaluate(inside)


def test_a_deep_link_opens_the_dialog_and_back_closes_it(desk):
    ana = desk("reception")
    ana.open_patient("Mateo Delgado")
    ana.page.get_by_role("link", name="Text messages").click()
    ana.dialog("Carmen Delgado").wait_for()
    linked = ana.page.url
    assert "?messages=" in linked
    ana.page.go_back()
    expect(ana.dialog("Carmen Delgado")).to_be_hidden()
    ana.page.goto(linked)
    expect(ana.dialog("Carmen Delgado")).to_be_visible()


def test_a_half_written_text_is_there_again(desk):
    ana = desk("reception")
    ana.open_patient("Priya Raman")
    ana.page.get_by_role("link", name="Text messages").click()
    with ana.page.expect_response("**/draft/"):
        ana.page.get_by_placeholder("Enter message here").fill("We could offer")
        ana.page.keyboard.press("Escape")
    ana.page.locator("#ribbon-messages").click()
    expect(ana.page.get_by_placeholder("Enter message here")).to_have_value("We could offer")
    with ana.page.expect_response("**/draft/"):
        ana.page.get_by_placeholder("Enter message here").fill("")


def test_a_text_goes_out_and_comes_in_through_the_dialog(practice, desk):
    ana = desk("reception")
    ana.open_patient("Mateo Delgado")
    ana.page.get_by_role("link", name="Text messages").click()
    ana.dialog("Carmen Delgado").wait_for()
    ana.write("From the ribbon")
    practice.wait_for(CARMEN, "From the ribbon")
    practice.text(CARMEN, "Into the dialog")
    expect(ana.page.locator("#log .message", has_text="Into the dialog")).to_be_visible()


def test_a_status_is_seen_on_the_other_screen_within_a_second(desk):
    ana, ben = desk("reception"), desk("manager")
    for screen in (ana, ben):
        screen.go("Calendar")
        screen.open_tracker()
    ana.page.locator(".visit-card", has_text="Leila Karimi").get_by_role("combobox").select_option("chair")
    began = time.monotonic()
    expect(ben.page.locator(".visit.visit-chair", has_text="Leila Karimi")).to_be_visible(timeout=1000)
    expect(ben.page.locator(".stage-chair .visit-card", has_text="Leila Karimi")).to_be_visible(timeout=1000)
    assert time.monotonic() - began < 1
    expect(ben.page.locator(".toast", has_text="Leila Karimi: Chair")).to_be_visible()
    expect(ana.page.locator(".toast")).to_have_count(0)
    ana.page.locator(".visit-card", has_text="Leila Karimi").get_by_role("combobox").select_option("here")
    expect(ben.page.locator(".visit.visit-here", has_text="Leila Karimi")).to_be_visible()


def test_the_pinned_panel_stays_on_every_page(desk):
    ben = desk("manager")
    ben.open_tracker()
    with ben.page.expect_response("**/panel/"):
        ben.page.get_by_role("button", name="Keep the panel open").click()
    ben.go("Calendar")
    expect(ben.page.locator(".visit-card").first).to_be_visible()
    with ben.page.expect_response("**/panel/"):
        ben.page.get_by_role("button", name="Keep the panel open").click()


def test_an_appointment_is_made_moved_and_cancelled(desk):
    ana, ben = desk("reception"), desk("manager")
    for screen in (ana, ben):
        screen.go("Calendar")
        screen.page.get_by_role("link", name="The day after").click()
        screen.page.locator("body[data-connected]").wait_for()
    ana.page.get_by_role("link", name="New appointment").click()
    ana.page.get_by_label("Patient", exact=True).press_sequentially("noor rah", delay=20)
    ana.page.get_by_role("option", name=re.compile("Noor Rahman")).wait_for()
    ana.page.keyboard.press("Enter")
    ana.page.get_by_label("Starts at").fill("17:00")
    ana.page.get_by_label("Operatory").select_option("Operatory 4")
    ana.page.get_by_label("Reason").fill("Night guard")
    ana.page.get_by_role("button", name="Keep appointment").click()
    expect(ana.page.locator("#information")).to_contain_text("Noor Rahman")
    expect(ben.visit("Noor Rahman")).to_be_visible()
    ana.page.get_by_role("link", name="Move or change").click()
    ana.page.get_by_label("Starts at").fill("16:30")
    ana.page.get_by_role("button", name="Keep appointment").click()
    expect(ben.visit("Noor Rahman")).to_contain_text("4:30 PM")
    ana.page.on("dialog", lambda asked: asked.accept())
    ana.page.get_by_role("button", name="Cancel appointment").click()
    expect(ben.page.locator(".day-cancelled")).to_contain_text("Noor Rahman")
    expect(ben.visit("Noor Rahman")).to_have_count(0)


def test_grandmother_was_the_contact_now_it_is_the_father(practice, desk):
    """From all four doors: the old thread says so at once, the new one is ready to write."""
    ana, ben = desk("reception"), desk("manager")
    ana.open_patient("Sofia Delgado")
    practice.text(CARMEN, "Sofia cannot come tomorrow")
    ben.open("Carmen Delgado")
    ana.page.get_by_role("link", name="Related Patients").click()
    ana.page.get_by_role("link", name="Change: Primary contact").click()
    expect(ana.page.get_by_role("note").first).to_contain_text("stays with Carmen Delgado")
    ana.page.get_by_role("radio", name="Somebody new, not a patient").first.check()
    ana.page.locator("#contact-given").fill("Raul")
    ana.page.locator("#contact-family").fill("Delgado")
    ana.page.locator("#contact-number").fill("773 555 0188")
    ana.page.get_by_role("button", name="Change", exact=True).click()
    expect(ana.page.locator(".done")).to_contain_text("Raul Delgado is the primary contact now.")
    information = ben.page.get_by_role("note", name="Information")
    expect(information).to_contain_text("Sofia Delgado's primary contact changed")
    information.get_by_role("link", name="Raul Delgado").click()
    ben.page.get_by_role("heading", name="Raul Delgado").first.wait_for()
    expect(ben.page.locator(".refusal")).to_contain_text("set Text Messages to Yes")
    # consent is asked for, then every door opens his conversation
    ana.open_patient("Raul Delgado")
    ana.page.get_by_role("link", name="Preferences").click()
    ana.page.get_by_role("radio", name="Yes").check()
    ana.page.get_by_role("radio", name="Said so at the desk or on the phone").check()
    ana.page.get_by_role("button", name="Keep preference").click()
    expect(ana.page.locator(".timeline")).to_contain_text("Said so at the desk or on the phone")
    ana.open_patient("Sofia Delgado")
    ana.page.get_by_role("link", name="Text messages").click()
    expect(ana.dialog("Raul Delgado")).to_be_visible()
    ana.write("Hello Raul, this is about Sofia")
    practice.wait_for("+17735550188", "Hello Raul, this is about Sofia")
    ana.page.keyboard.press("Escape")
    ana.page.get_by_role("link", name="Messages", exact=True).first.click()
    expect(ana.page.locator(".talk", has_text="Carmen Delgado")).to_contain_text("Past contact")
    ana.page.get_by_role("link", name="Appointments", exact=True).click()
    ana.page.locator("table a").first.click()
    ana.page.locator("#information-messages").click()
    expect(ana.dialog("Raul Delgado")).to_be_visible()
    ana.page.keyboard.press("Escape")
    ana.go("Inbox")
    ana.open("Raul Delgado")
