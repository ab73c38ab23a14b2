"""A right is taken away while its user looks: every screen follows at once, and nothing that was written is lost."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
NADIA = "+17735550107"


@pytest.fixture
def role(practice, desk):
    """A role of one new person alone, whose rights the manager gives and takes on its page; gives the two screens."""
    ben = desk("manager")
    ben.go("User Roles")
    ben.page.get_by_role("link", name="New role").click()
    number = len(practice.signed_in)
    ben.page.get_by_label("Name", exact=True).fill(f"Desk {number}")
    ben.page.get_by_label("Copy the rights of").select_option("Receptionist")
    ben.page.get_by_role("button", name="Make the role").click()
    ben.page.get_by_role("heading", name=f"Desk {number}").wait_for()
    practice.hire(f"rita{number}", f"Desk {number}")
    return Screens(ben, desk(f"rita{number}"))


class Screens:
    def __init__(self, ben, rita):
        self.ben = ben
        self.rita = rita

    def change(self, right, *, to):
        self.ben.page.get_by_label(right, exact=True).set_checked(to)
        self.ben.page.get_by_role("button", name="Keep the role").click()
        expect(self.ben.page.locator(".done")).to_contain_text("it holds at once")


def half_written(rita, words):
    rita.reach("Nadia Petrova")
    box = rita.page.get_by_placeholder("Enter message here")
    box.press_sequentially(words, delay=2)
    return box


def test_the_composer_says_why_and_the_draft_comes_back_with_the_right(role):
    box = half_written(role.rita, "Dear Nadia, your")
    role.change("Manage inbox messages", to=False)
    expect(role.rita.page.locator("[data-reason=no_right]")).to_contain_text("may read texts but not send them")
    expect(box).to_have_count(0)
    role.change("Manage inbox messages", to=True)
    expect(box).to_have_value("Dear Nadia, your")
    box.fill("")


def test_whoever_may_look_no_more_is_led_away_at_once(role):
    half_written(role.rita, "Dear Nadia, your crown")
    with role.rita.page.expect_response("**/draft/"):
        role.rita.page.get_by_placeholder("Enter message here").press("End")
    role.change("Review inbox messages", to=False)
    expect(role.rita.page).not_to_have_url(re.compile("/inbox/|/threads/"))
    expect(role.rita.page.locator(".toast")).to_contain_text("Your rights have changed.")
    expect(role.rita.page.locator("#dot")).to_have_count(0)
    role.change("Review inbox messages", to=True)
    role.rita.page.goto("/")
    role.rita.reach("Nadia Petrova")
    expect(role.rita.page.get_by_placeholder("Enter message here")).to_have_value("Dear Nadia, your crown")


def test_a_text_that_is_under_way_is_given_back(practice, role):
    box = half_written(role.rita, "On its way")
    role.rita.page.route("**/live/**", lambda route: route.abort())
    role.rita.context.set_offline(True)
    role.change("Manage inbox messages", to=False)
    role.rita.page.route("**/messages/?whole=1", lambda route: route.abort())
    role.rita.context.set_offline(False)
    box.press("Enter")
    expect(role.rita.page.locator("[data-composer-said]")).to_contain_text("may read texts but not send them")
    expect(box).to_have_value("On its way")
    assert "On its way" not in practice.received(NADIA)


def test_the_dialog_closes_and_the_panel_goes(role):
    rita = role.rita
    rita.go("Calendar")
    rita.open_tracker()
    rita.card("Hugo Martin").get_by_role("link", name="Show messages").click()
    rita.dialog("Hugo Martin").wait_for()
    role.change("Review inbox messages", to=False)
    expect(rita.dialog("Hugo Martin")).to_be_hidden()
    expect(rita.card("Hugo Martin").get_by_role("link", name="Show messages")).to_have_count(0)
    role.change("Edit appointments", to=False)
    expect(rita.page.get_by_role("link", name="New appointment")).to_have_count(0)
    expect(rita.card("Hugo Martin").get_by_role("combobox")).to_have_count(0)


def test_a_form_that_may_be_sent_no_more_is_closed_with_what_was_typed(role):
    role.rita.open_patient("Clara Weiss")
    email = role.rita.page.get_by_label("Email")
    email.fill("clara@example.com")
    role.change("Edit Patient Information", to=False)
    expect(email).to_be_disabled()
    expect(email).to_have_value("clara@example.com")


def test_a_change_of_status_that_is_refused_says_so_in_words(practice, role):
    rita = role.rita
    rita.go("Calendar")
    rita.open_tracker()
    status = rita.card("Diego Fuentes").get_by_role("combobox")
    before = status.input_value()
    rita.page.route("**/status/", lambda route: route.fulfill(status=404, content_type="text/html", body="<p>No</p>"))
    status.select_option("here")
    expect(rita.page.locator(".toast")).to_contain_text("That is not open to you any more")
    expect(status).to_have_value(before)
