"""Colleagues share the work: whose it is, until when it rests, what they say to each other; live on every screen."""

import re
import uuid
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_looks import fits, is_accessible

pytestmark = pytest.mark.browser
SAMUEL, GLORIA, PRIYA, MARISOL = "+13125550113", "+13125550117", "+13125550109", "+13125550101"

SANDRA, BIANCA = "+14805550139", "+16025550147"


def saying(words: str) -> str:
    return f"{words} {uuid.uuid4().hex[:6]}"


def today_at(desk, place):
    """Give the day at a location, whose zone is the one where the office has just opened."""
    desk.page.goto(place + "schedule/")
    return date.fromisoformat(desk.page.locator("main").get_attribute("data-day"))


def keep_note(desk, words):
    desk.page.locator("h2:visible").first.click()
    desk.page.keyboard.press("m")
    desk.page.get_by_label("Note to colleagues", exact=True).fill(words)
    desk.page.get_by_role("button", name="Keep note").click()


def test_assigned_snoozed_woken_by_the_contact_and_done_on_both_screens(practice, desk):
    ana, ben = desk("reception"), desk("manager")
    practice.text(SAMUEL, saying("What do I owe?"))
    ana.open("Samuel Adeyemi")
    ana.page.locator("h2:visible").first.click()
    ana.page.keyboard.press("a")
    ana.page.get_by_role("button", name="Ben Carter").click()
    expect(ben.row("Samuel Adeyemi").first.get_by_title("Assigned to Ben Carter")).to_be_visible()
    expect(ben.page.get_by_role("link", name=re.compile("^Mine"))).to_have_text(re.compile(r"Mine\s*1"))
    ana.page.keyboard.press("s")
    ana.page.get_by_role("button", name=re.compile("Tomorrow morning")).click()
    expect(ana.page.locator("#strip")).to_contain_text("Snoozed until tomorrow, 8:00 AM")
    expect(ben.row("Samuel Adeyemi").first.get_by_title(re.compile("Snoozed until"))).to_be_visible()
    practice.text(SAMUEL, saying("Hello?"))
    expect(ana.page.locator("#strip")).to_be_empty()
    expect(ben.row("Samuel Adeyemi").first.get_by_title(re.compile("Snoozed until"))).to_have_count(0)
    ana.page.locator("h2:visible").first.click()
    ana.page.keyboard.press("d")
    expect(ben.row("Samuel Adeyemi").first.get_by_title("Done")).to_be_visible()
    expect(ana.page.locator("#strip")).to_contain_text("Done. It comes back")
    ana.page.get_by_role("button", name="Not done after all").click()
    expect(ben.row("Samuel Adeyemi").first.get_by_title("Done")).to_have_count(0)


def test_an_open_menu_stays_open_whatever_changes_meanwhile(practice, desk):
    ana, ben = desk("reception"), desk("manager")
    practice.text(PRIYA, saying("Which floor?"))
    for person in (ana, ben):
        person.open("Priya Raman")
        person.page.locator("h2:visible").first.click()
    page = ana.page
    # the answer to the first deed comes when the next menu is open already
    page.route("**/assignment/", lambda route: (page.wait_for_timeout(600), route.continue_()))
    page.keyboard.press("a")
    page.get_by_role("button", name="Ben Carter").click()
    page.keyboard.press("s")
    tomorrow = page.get_by_role("button", name=re.compile("Tomorrow morning"))
    expect(page.get_by_text("Assigned to Ben Carter").first).to_be_attached()
    expect(tomorrow).to_be_visible()
    expect(page.locator("#deeds details[open]")).to_have_count(1)
    # a colleague changes the same conversation while somebody writes in the menu
    page.locator("[data-snooze-form] [name=time]").fill("15:15")
    ben.page.keyboard.press("d")
    expect(page.locator("#strip")).to_contain_text("Done")
    expect(page.locator("[data-snooze-form] [name=time]")).to_be_focused()
    expect(page.locator("[data-snooze-form] [name=time]")).to_have_value("15:15")
    page.keyboard.press("Escape")
    expect(page.locator("#deeds details[open]")).to_have_count(0)
    expect(page.locator("[data-deed=snooze]")).to_be_focused()
    expect(page.locator("[data-snooze-form] [name=time]")).to_have_value("16:00")


def test_the_moment_itself_wakes_a_snoozed_conversation_without_reload(practice, desk):
    ana, ben = desk("reception"), desk("manager")
    text = saying("Call me in a second")
    practice.text(GLORIA, text)
    expect(ben.row("Gloria Tanaka").first).to_contain_text(text)
    ana.open("Gloria Tanaka")
    expect(ben.row("Gloria Tanaka").first).not_to_have_class(re.compile("row-unread"))
    snooze = ana.page.locator("#thread").get_attribute("data-snooze")
    ana.page.evaluate(
        """async ([address, token]) => fetch(address, { method: "PUT", headers: { "X-CSRFToken": token },
             body: new URLSearchParams({ at: new Date(Date.now() + 2500).toISOString() }) })""",
        [snooze, ana.page.locator("body").get_attribute("data-csrf")],
    )
    # a conversation that somebody looks at is read as soon as it wakes
    ana.open("Samuel Adeyemi")
    expect(ben.row("Gloria Tanaka").first).to_have_class(re.compile("row-unread"), timeout=8000)
    expect(ben.row("Gloria Tanaka").first.get_by_title(re.compile("Snoozed until"))).to_have_count(0)


def test_a_note_is_seen_by_colleagues_never_by_the_phone_and_tells_who_is_named(practice, desk):
    ana, ben = desk("reception"), desk("manager")
    words = saying("@Ben the insurance has called")
    ana.open("Samuel Adeyemi")
    ben.page.goto(re.search(r"/locations/[^/]+/", ben.page.url)[0] + "schedule/")
    ben.page.locator("body[data-connected]").wait_for()
    keep_note(ana, words)
    expect(ana.page.locator(".note-piece", has_text=words)).to_contain_text("not sent")
    notice = ben.page.locator(".toast-notice", has_text="Ana mentions you in the conversation with Samuel Adeyemi")
    expect(notice).to_be_visible()
    notice.get_by_role("link").click()
    expect(ben.page.locator(".note-piece", has_text=words)).to_be_visible()
    expect(ben.page.locator(".toast-notice")).to_have_count(0)
    assert not [text for text in practice.received(SAMUEL) if words in text]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_looks(practice, desk, scheme, width):
    ana = desk("reception", viewport={"width": width, "height": 844}, color_scheme=scheme)
    ana.open("Samuel Adeyemi")
    page = ana.page
    if width < 720:
        page.get_by_role("button", name="What to do with the conversation").click()
    page.locator("[data-menu=snooze] > summary").click()
    fits(page)
    is_accessible(page, "#deeds")
    page.keyboard.press("Escape")
    if width < 720:
        page.keyboard.press("Escape")
    keep_note(ana, saying("Looks"))
    page.locator("h2:visible").first.click()
    page.keyboard.press("d")
    expect(page.locator("#strip")).to_contain_text("Done.")
    fits(page)
    is_accessible(page)
    page.locator("h2:visible").first.click()
    page.keyboard.press("m")
    is_accessible(page)
    page.locator("[data-note-close]").click()
    page.get_by_role("button", name="Not done after all").click()
    expect(page.locator("#strip")).to_be_empty()
    page.goto(re.search(r".*/inbox/|.*/locations/[^/]+/", page.url)[0].split("threads/")[0] + "inbox/?view=done")
    fits(page)
    is_accessible(page)


def send_later(desk, words):
    desk.page.get_by_placeholder("Enter message here").fill(words)
    desk.page.locator("[data-send-later] > summary").click()
    desk.page.locator("[data-later-sheet] button", has_text="Tomorrow morning").click()


def test_a_text_for_later_waits_on_both_screens_is_overtaken_changed_and_leaves(practice, desk):
    ana, ben = desk("reception"), desk("manager")
    for screen in (ana, ben):
        screen.open("Priya Raman")
    words, other = saying("Your x-ray is here"), saying("Your x-rays are here")
    send_later(ana, words)
    for screen in (ana, ben):
        expect(screen.page.locator(".waiting", has_text=words)).to_contain_text("Will be sent tomorrow, 8:00 AM")
    expect(ana.page.get_by_placeholder("Enter message here")).to_have_value("")
    is_accessible(ana.page)
    practice.text(PRIYA, saying("Are they there?"))
    expect(ana.page.locator(".toast-notice", has_text="Priya Raman has texted since")).to_be_visible()
    expect(ben.page.locator(".waiting")).to_contain_text("Priya has texted since this was written")
    ana.page.locator("[data-notice-close]").first.click()
    waiting = ana.page.locator(".waiting", has_text=words)
    waiting.get_by_role("button", name="Change").click()
    ana.page.get_by_label("The text for later").fill(other)
    ana.page.get_by_role("button", name="Keep changes").click()
    expect(ben.page.locator(".waiting", has_text=other)).to_be_visible()
    assert words not in practice.received(PRIYA)
    ana.page.get_by_role("button", name="Send now").click()
    practice.wait_for(PRIYA, other)
    for screen in (ana, ben):
        expect(screen.page.locator(".waiting")).to_have_count(0)
        expect(screen.page.locator(".message.ours", has_text=other)).to_contain_text("Delivered")
    assert practice.received(PRIYA).count(other) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cancelled_text_for_later_is_in_the_message_box_again(desk, scheme):
    ana = desk("reception", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    ana.open("Priya Raman")
    words = saying("Not today")
    send_later(ana, words)
    expect(ana.page.locator(".waiting", has_text=words)).to_be_visible()
    fits(ana.page)
    is_accessible(ana.page)
    ana.page.locator(".waiting", has_text=words).get_by_role("button", name="Cancel").click()
    expect(ana.page.get_by_placeholder("Enter message here")).to_have_value(words)
    expect(ana.page.locator(".waiting")).to_have_count(0)
    ana.page.get_by_placeholder("Enter message here").fill("")
    ana.page.wait_for_timeout(600)


def test_a_text_that_confirms_nothing_has_the_visit_beside_it_and_answers_one_click_away(practice, desk):
    ana, ben = desk("reception"), desk("manager")
    place = re.search(r"/locations/[^/]+/", ben.page.url)[0]
    ben.page.goto(place + "tasks/")
    ben.page.locator("body[data-connected]").wait_for()
    words = saying("Can we move it?")
    practice.text(PRIYA, words)
    ana.open("Priya Raman")
    beside = ana.page.get_by_role("group", name="Not confirmed yet")
    expect(beside).to_contain_text("Priya Raman")
    expect(beside.get_by_role("link", name=re.compile("Move"))).to_have_attribute("href", re.compile("/change/$"))
    is_accessible(ana.page)
    beside.get_by_role("button", name="Call back").click()
    line = ben.page.locator(".task", has_text=words)
    expect(line).to_contain_text("Please call back.")
    expect(ben.page.locator("[data-task-count]")).not_to_be_empty()
    is_accessible(ben.page)
    fits(ben.page)
    expect(beside).to_contain_text("to be called back")
    line.get_by_role("button", name="Done").click()
    expect(ben.page.locator(".task", has_text=words)).to_contain_text("Done by Ben Carter")
    beside.get_by_role("button", name="Confirm").click()
    expect(ana.page.get_by_role("group", name="Not confirmed yet")).to_have_count(0)
    expect(ana.page.locator("#card")).to_contain_text("Confirmed")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_of_work_on_a_phone(desk, scheme):
    ana = desk("reception", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    ana.page.goto(re.search(r"/locations/[^/]+/", ana.page.url)[0] + "tasks/")
    expect(ana.page.get_by_role("heading", name="Tasks")).to_be_visible()
    fits(ana.page)
    is_accessible(ana.page)


def test_siblings_are_confirmed_by_person_on_an_open_schedule_and_the_rest_is_a_task(practice, desk):
    ana, ben = desk("reception"), desk("manager")
    place = re.search(r"/locations/[^/]+/", ben.page.url)[0]
    ana.open("Marisol Vega")
    ben.page.goto(place + "tasks/")
    ben.page.locator("body[data-connected]").wait_for()
    practice.text(MARISOL, "Leo yes")
    expect(ana.page.locator(".pill", has_text="Confirmed by text").last).to_be_visible()
    expect(ben.page.locator(".task", has_text="Mia Vega")).to_contain_text("ask about this visit")
    expect(ana.page.get_by_role("group", name="Not confirmed yet")).to_contain_text("Mia Vega")
    expect(ana.page.get_by_role("group", name="Not confirmed yet")).not_to_contain_text("Leo Vega")
    thanks = next(text for text in practice.received(MARISOL) if "Leo, " in text)
    assert "Mia, " not in thanks
    ben.page.goto(place + f"schedule/?day={today_at(ben, place) + timedelta(1)}")
    ben.page.locator("body[data-connected]").wait_for()
    practice.text(MARISOL, "yes")
    for name in ("Leo Vega", "Mia Vega"):
        expect(ben.page.locator("a.visit", has_text=name)).to_have_class(re.compile("visit-confirmed"))
    expect(ana.page.get_by_role("group", name="Not confirmed yet")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_closed_office_answers_by_itself_once_and_the_text_still_waits(practice, desk, width):
    ben = desk("manager", viewport={"width": width, "height": 844}, color_scheme="dark" if width == 390 else "light")
    lakeside = practice.locations["Lakeside"]
    place = f"/locations/{lakeside['id']}/"
    today = today_at(ben, place)
    ben.page.goto(place + "settings/location/")
    ben.page.locator("form.exception [name=day]").fill(str(today))
    ben.page.get_by_label("Closed all day").check()
    ben.page.get_by_role("button", name="Keep this day").click()
    ben.page.goto(place + "settings/after-hours/")
    words = saying("We are closed and open")
    ben.page.get_by_label("English").fill(words + " {opens}.")
    expect(ben.page.locator("[data-preview-of=english]")).to_contain_text(
        re.compile(r"at \d+:\d\d [AP]M\. · 1 message")
    )
    fits(ben.page)
    is_accessible(ben.page)
    ben.page.get_by_label("Answer by itself while the location is closed").check()
    ben.page.get_by_role("button", name="Keep changes").click()
    expect(ben.page.locator(".done")).to_contain_text("The after-hours reply is on.")
    phone = {1280: SANDRA, 390: BIANCA}[width]
    for text in ("Are you there?", "Hello?"):
        assert practice.text(phone, saying(text), to=lakeside["text_number"]) == 204
    ben.page.goto(place + "inbox/?view=unread")
    expect(ben.page.locator(".row-unread").first).to_contain_text("Hello?")
    ben.page.wait_for_timeout(1500)
    assert len([body for body in practice.received(phone) if body.startswith(words)]) == 1
    ben.page.goto(place + "settings/after-hours/")
    ben.page.get_by_label("Answer by itself while the location is closed").uncheck()
    ben.page.get_by_role("button", name="Keep changes").click()
    expect(ben.page.locator(".done")).to_contain_text("The after-hours reply is off.")
    # the next sign-in opens where the manager was last
    ben.page.goto(f"/locations/{practice.downtown['id']}/inbox/")
