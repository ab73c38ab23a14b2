"""Texts that the system sends by itself: set up by the office, on a family's phone, confirmed by its answer."""

import re
import time
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.test_looks import fits, is_accessible

pytestmark = pytest.mark.browser
MARIA = "+16025550149"
# a visit of the demo again, for somebody else at another time: whatever columns there are
VISIT = """
INSERT INTO chairside_appointment
SELECT (jsonb_populate_record(model, jsonb_build_object(
    'id', %(id)s::uuid, 'patient_id', patient.id, 'operatory_id', chair.id, 'external_id', '',
    'starts_at', %(starts)s::timestamptz, 'ends_at', %(ends)s::timestamptz, 'placed_at', now(),
    'status', 'unconfirmed', 'reminded_at', NULL, 'confirmed_by_text_id', NULL))).*
FROM chairside_appointment AS model
JOIN chairside_location AS location ON location.id = model.location_id AND location.name = 'Lakeside'
JOIN chairside_operatory AS chair ON chair.location_id = location.id AND chair.name = %(chair)s
JOIN chairside_patient AS patient ON patient.organization_id = model.organization_id
    AND patient.given_name = %(given)s AND patient.family_name = 'Quispe'
LIMIT 1
"""


@pytest.fixture
def database(practice):
    with psycopg.connect(practice.environment()["DATABASE_URL"], autocommit=True) as opened:
        yield opened


def book(database, given, chair, starts):
    """Put a visit into the schedule, far from those of the demo."""
    row = {"id": uuid4(), "given": given, "chair": chair, "starts": starts, "ends": starts + timedelta(minutes=30)}
    assert database.execute(VISIT, row).rowcount == 1
    return row["id"]


def settings(practice, *parts):
    return "/".join([f"/locations/{practice.locations['Lakeside']['id']}/settings/communications", *parts, ""])


def test_a_reminder_for_two_is_one_text_and_yes_confirms_both_on_an_open_schedule(practice, desk, database):
    [[zone]] = database.execute("SELECT time_zone FROM chairside_location WHERE name = 'Lakeside'").fetchall()
    starts = datetime.now(ZoneInfo(zone)).replace(hour=16, minute=10, second=0, microsecond=0) + timedelta(days=4)
    for given, chair in (("Maria", "Operatory 1"), ("Inti", "Operatory 2")):
        book(database, given, chair, starts)
    ben = desk("manager")
    page = ben.page
    page.goto(settings(practice, "new"))
    page.get_by_role("textbox", name="Name", exact=True).fill("An hour before")
    page.get_by_label("How long before").fill("1")
    page.get_by_label("Unit", exact=True).select_option("hours")
    expect(page.locator("#preview")).to_contain_text("Maximiliana, Bartholomew and Christopher")
    expect(page.locator("#forecast")).to_contain_text("would leave")
    rests(page)
    page.get_by_role("button", name="Keep communication").click()
    expect(page.get_by_role("status").filter(has_text="An hour before is switched on.")).to_be_visible()
    page.goto(settings(practice, "outbox") + "?patient=quispe&state=waiting")
    expect(page.locator("tr", has_text="An hour before").locator(".planned-waiting")).to_have_count(2)

    schedule = desk("provider").page
    schedule.goto(f"/locations/{practice.locations['Lakeside']['id']}/schedule/?day={starts.date()}")
    visits = schedule.locator(".visit", has_text="Quispe")
    expect(visits).to_have_count(2)
    let_the_moment_come(database)
    told = wait_for_text(practice)
    assert "Inti y Maria" in told or "Maria y Inti" in told
    assert "a las 4:10 PM" in told
    assert practice.text(MARIA, "yes", practice.locations["Lakeside"]["text_number"]) == 204
    for visit in (0, 1):
        expect(visits.nth(visit)).to_have_class(re.compile("confirmed"))
    page.reload()
    page.goto(settings(practice, "outbox") + "?patient=quispe&state=sent")
    expect(page.locator(".planned-sent", has_text="Delivered")).to_have_count(2)
    switch_off(page, practice, "An hour before")


def rests(page):
    """Wait until the preview has caught up: a page that is left while it asks tells so in its console."""
    page.wait_for_timeout(600)
    expect(page.locator(".htmx-request")).to_have_count(0)


def let_the_moment_come(database):
    moved = database.execute(
        "UPDATE chairside_plannedmessage SET until_at = now() WHERE state = 'waiting' AND communication_id IN "
        "(SELECT id FROM chairside_communication WHERE name = 'An hour before') RETURNING id"
    )
    assert len(moved.fetchall()) >= 2


def wait_for_text(practice):
    deadline = time.monotonic() + 15
    while not (found := [body for body in practice.received(MARIA) if "YES" in body]):
        assert time.monotonic() < deadline, "the reminder did not arrive"
        time.sleep(0.1)
    # the other rule of the demo has none to send to this family
    assert len(found) == 1
    return found[0]


def switch_off(page, practice, name):
    page.goto(settings(practice))
    page.get_by_role("button", name=f"Switch off {name}").click()
    expect(page.get_by_role("button", name=f"Switch on {name}")).to_be_visible()


def test_why_there_was_no_reminder_stands_on_the_patients_page(desk):
    page = desk("manager").page
    page.goto(page.url)
    page.keyboard.press("Control+k")
    page.locator("#everything-words").fill("eli begay")
    page.get_by_role("option").first.click()
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(page.locator("#tab")).to_contain_text("The visit was put at this time after the text was due.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=lambda size: str(size[0]))
def test_looks(practice, desk, scheme, size):
    ben = desk("manager", viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    for parts in ((), ("new",), ("outbox",)):
        ben.page.goto(settings(practice, *parts))
        if parts == ("new",):
            ben.page.locator("#english").fill("{time} reply CANCEL for your cleaning {nothing}")
            expect(ben.page.locator("[data-finding=english]").first).to_be_visible()
            rests(ben.page)
        fits(ben.page)
        is_accessible(ben.page)
