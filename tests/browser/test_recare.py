"""A patient is asked back when due, answers, is booked, and is asked no more: set up by the office, on a phone."""

import json
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.test_looks import fits, is_accessible

pytestmark = pytest.mark.browser
ALAN = "+16025550148"
ALWAYS_OPEN = json.dumps({day: [["00:00", "23:59"]] for day in range(7)})
TEXT = "{location}: time for a visit of {patients}. Text us here."


@pytest.fixture
def database(practice):
    with psycopg.connect(practice.environment()["DATABASE_URL"], autocommit=True) as opened:
        yield opened


@pytest.fixture
def today(database):
    """The day at Lakeside, which is open whenever these tests run."""
    [[hours, zone]] = database.execute(
        "SELECT hours, time_zone FROM chairside_location WHERE name = 'Lakeside'"
    ).fetchall()
    database.execute("UPDATE chairside_location SET hours = %s::jsonb WHERE name = 'Lakeside'", [ALWAYS_OPEN])
    yield datetime.now(ZoneInfo(zone)).date()
    database.execute(
        "UPDATE chairside_location SET hours = %s WHERE name = 'Lakeside'", [psycopg.types.json.Jsonb(hours)]
    )


def at_lakeside(practice, *parts):
    return "/".join([f"/locations/{practice.locations['Lakeside']['id']}", *parts, ""])


def test_recare_is_texted_answered_booked_and_repeated_no_more(practice, desk, database, today):
    ben = desk("manager")
    ben.stand_at("Lakeside")
    page = ben.page
    set_up(page, practice)
    due_tomorrow(ben, today)
    planned = page.locator(".planned-list li", has_text="Come back")
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(planned).to_have_count(2)
    expect(planned.filter(has_text="Waiting")).to_have_count(2)

    let_the_first_come(database)
    wait_for_text(practice)
    assert practice.text(ALAN, "Tuesday would be great", practice.locations["Lakeside"]["text_number"]) == 204
    inbox = desk("provider")
    inbox.stand_at("Lakeside")
    expect(inbox.row("Alan Pike").first).to_contain_text("Tuesday would be great")

    book(ben, today)
    ben.open_patient("Alan Pike")
    page.get_by_role("link", name="Appointments", exact=True).click()
    expect(page.locator("#tab")).to_contain_text("booked")
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(planned.filter(has_text="Delivered")).to_have_count(1)
    expect(planned.filter(has_text="A visit is booked already.")).to_have_count(1)
    assert len([body for body in practice.received(ALAN) if "time for a visit of Alan" in body]) == 1
    switch_off(page, practice)


def set_up(page, practice):
    page.goto(at_lakeside(practice, "settings", "communications", "recare", "new"))
    page.get_by_role("textbox", name="Name", exact=True).fill("Come back")
    page.get_by_label("How long").fill("0")
    page.get_by_label("Every").fill("1")
    page.get_by_label("English", exact=True).fill(TEXT)
    expect(page.locator("#preview")).to_contain_text("time for a visit of Maximiliana")
    rests(page)
    page.get_by_role("button", name="Keep communication").click()
    expect(page.get_by_role("status").filter(has_text="Come back is switched on.")).to_be_visible()


def due_tomorrow(ben, today):
    page = ben.page
    ben.open_patient("Alan Pike")
    page.get_by_role("link", name="Appointments", exact=True).click()
    page.get_by_label("Due on").fill((today + timedelta(1)).isoformat())
    page.get_by_role("button", name="Set due date").click()
    expect(page.get_by_role("status").filter(has_text="Adult cleaning: due on")).to_be_visible()


def let_the_first_come(database):
    database.execute(
        "UPDATE chairside_plannedmessage SET until_at = now() WHERE id = (SELECT planned.id FROM chairside_plannedmessage "
        "AS planned JOIN chairside_communication AS rule ON rule.id = planned.communication_id "
        "WHERE rule.name = 'Come back' AND planned.state = 'waiting' ORDER BY planned.due_at LIMIT 1)"
    )


def wait_for_text(practice):
    deadline = time.monotonic() + 15
    while not any("Lakeside: time for a visit of Alan" in body for body in practice.received(ALAN)):
        assert time.monotonic() < deadline, "the text did not arrive"
        time.sleep(0.1)


def book(ben, today):
    page = ben.page
    ben.open_patient("Alan Pike")
    page.get_by_role("link", name="Appointments", exact=True).click()
    page.get_by_role("link", name="New appointment").click()
    page.get_by_label("Day").fill((today + timedelta(6)).isoformat())
    page.get_by_label("Starts at").fill("11:15")
    page.get_by_label("Operatory").select_option("Operatory 4")
    page.get_by_label("Procedure codes").fill("D1110")
    page.get_by_role("button", name="Keep appointment").click()
    expect(page.locator("#information")).to_contain_text("Alan Pike")


def switch_off(page, practice):
    page.goto(at_lakeside(practice, "settings", "communications", "recare"))
    page.get_by_role("button", name="Switch off Come back").click()
    expect(page.get_by_role("button", name="Switch on Come back")).to_be_visible()


def rests(page):
    """Wait until the preview has caught up: a page that is left while it asks tells so in its console."""
    page.wait_for_timeout(600)
    expect(page.locator(".htmx-request")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=lambda size: str(size[0]))
def test_looks(practice, desk, scheme, size):
    ben = desk("manager", viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    for parts in (("recare",), ("recare", "new"), ("recare", "types"), ("recare", "types", "new")):
        ben.page.goto(at_lakeside(practice, "settings", "communications", *parts))
        if parts == ("recare", "new"):
            rests(ben.page)
        fits(ben.page)
        is_accessible(ben.page)
    ben.page.goto(at_lakeside(practice, "settings", "communications", "outbox") + "?kind=recare")
    ben.page.locator("td a[href*='/messages/']").first.click()
    for tab in ("Preferences", "Appointments"):
        ben.page.get_by_role("link", name=tab, exact=True).click()
        ben.page.locator("body[data-connected]").wait_for()
        fits(ben.page)
        is_accessible(ben.page)
