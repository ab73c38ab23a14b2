"""A campaign of 500: a hundred refused for ten reasons, the worker killed midway, every figure right to the last one."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_looks import fits, is_accessible

pytestmark = pytest.mark.browser
PEOPLE = 500
EACH = 10
LEFT_OUT = {
    "No mobile number": "no_mobile",
    "The mobile number is not valid": "invalid",
    "The number is a landline": "landline",
    "Opted out of texts": "opted_out",
    "Prefers no text messages": "prefers_no_texts",
    "The primary contact is inactive": "contact_inactive",
}
# whom the carrier refuses at once, and whose texts it cannot deliver
REFUSED = {21610: "refused", 21211: "refused", 30005: "undelivered", 30007: "undelivered"}
REACHED = PEOPLE - len(LEFT_OUT) * EACH
ACCEPTED = REACHED - sum(how == "refused" for how in REFUSED.values()) * EACH

FURNISH = """
import sys
from datetime import UTC, datetime, timedelta
from chairside.management.house import open_house
open_house()
from chairside.models import Appointment, ConsentEntry, Location, Patient, Phone, TextNumber
from chairside.models.identifiers import new_id
place, zone, people, each = Location.objects.get(pk=sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
kinds = sys.argv[5:]
now, within = datetime.now(UTC), {"organization_id": place.organization_id}
records, phones, visits, entries = [], [], [], []
for one in range(people):
    kind = kinds[one // each] if one // each < len(kinds) else ""
    own, contact, number = new_id(), None, f"+1404{5550000 + one}"
    more = {**within, "family_name": "Campaign", "time_zone": zone, "text_messages": kind != "prefers_no_texts"}
    if kind == "contact_inactive":
        contact = new_id()
        records.append(Patient(id=contact, given_name=f"C{one}", status="inactive", primary_contact_id=contact,
            primary_guarantor_id=contact, **more))
    records.append(Patient(id=own, given_name=f"P{one}", status="active", primary_contact_id=contact or own,
        primary_guarantor_id=own, birth_date="1899-05-01", **more))
    if kind == "invalid":
        number = "+1404555"
    if kind != "no_mobile":
        phones.append(Phone(id=new_id(), **within, patient_id=contact or own, position=0, type="mobile", number=number,
            landline_at=now if kind == "landline" else None))
    if kind == "opted_out":
        entries.append(ConsentEntry(id=new_id(), **within, number=number, opted_in=False, at=now, source="word", wording="STOP"))
    visits.append(Appointment(id=new_id(), **within, location=place, patient_id=own, status="complete",
        starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=9, hours=-1)))
for model, rows in ((Patient, records), (Phone, phones), (Appointment, visits), (ConsentEntry, entries)):
    model.objects.bulk_create(rows)
TextNumber.objects.filter(location=place).update(segments_per_second=25)
"""


def daylight() -> str:
    """Name a zone in which it is about noon: nobody's night may hold a text of this test."""
    hours = (time.gmtime().tm_hour - 12) % 24
    return f"Etc/GMT+{hours}" if hours <= 12 else f"Etc/GMT-{24 - hours}"


def number(place: int) -> str:
    return f"+1404{5550000 + place}"


@pytest.fixture
def segment(practice):
    """Five hundred patients of an age that nobody else has, and a carrier that refuses some of them."""
    words = [practice.downtown["id"], daylight(), str(PEOPLE), str(EACH), *LEFT_OUT.values()]
    subprocess.run([sys.executable, "-c", FURNISH, *words], env=practice.environment(), check=True, timeout=60)
    faults, early, late = [], len(LEFT_OUT) * EACH, PEOPLE
    for code, how in REFUSED.items():
        if how == "refused":
            # the last in line: what the carrier says of them is not lost with the worker that heard it
            late -= EACH
            faults += [
                {"on": "create", "to": number(one), "times": "always", "then": {"code": code}}
                for one in range(late, late + EACH)
            ]
        else:
            faults += [
                {"on": "delivery", "to": number(one), "times": "always", "then": {"status": how, "code": code}}
                for one in range(early, early + EACH)
            ]
            early += EACH
    practice.ask("/sim/faults", {"faults": faults}, "PUT")
    yield
    practice.ask("/sim/faults", {"faults": []}, "PUT")


def taken(practice):
    """Count what the carrier took, phone by phone: its own ledger is the truth."""
    return Counter(text["to"] for text in practice.ask("/sim/ledger") if "closed on Friday" in text["body"])


def kill_worker(practice):
    """End the worker as a power cut would; the demo starts another."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes().decode().split("\0")
            environment = (path / "environ").read_bytes().decode()
        except (OSError, ValueError):
            continue
        if "chairside.management.working" in command and f"CHAIRSIDE_PUBLIC_URL={practice.web}\0" in environment:
            os.kill(int(path.name), signal.SIGKILL)
            return
    raise AssertionError("the worker was not found")


def figure(page, name):
    row = page.locator("#figures tr", has=page.get_by_role("rowheader", name=name, exact=True))
    return row.locator("td")


def test_five_hundred_with_a_hundred_refused_and_the_worker_killed_midway(practice, desk, segment):
    ben = desk("manager")
    page = ben.page
    place = re.search(r"/locations/[^/]+/", page.url)[0]
    page.goto(f"{place}settings/communications/campaigns/new/")
    page.get_by_label("Name", exact=True).fill("Closed on Friday")
    page.get_by_label("Age from").fill("120")
    page.locator("#english").fill("{location}: closed on Friday, {first_name}.")
    expect(page.locator("#count")).to_contain_text(f"{PEOPLE} patients fit the filters", timeout=20_000)
    for reason in LEFT_OUT:
        expect(page.locator("#count tr", has_text=reason)).to_contain_text(str(EACH))
    page.get_by_role("button", name="Go on to the start").click()
    page.get_by_role("button", name="Start the campaign").click()
    deadline = time.monotonic() + 30
    while len(taken(practice)) < PEOPLE // 5:
        assert time.monotonic() < deadline, "the campaign does not leave"
        time.sleep(0.1)
    kill_worker(practice)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".stage")).to_contain_text("Paused")
    page.get_by_role("button", name="Resume").click()
    for name in ("Patients still waiting", "Texts under way"):
        expect(figure(page, name)).to_contain_text(re.compile(r"^0\b"), timeout=90_000)
    for name, count in (
        ("Patients chosen", PEOPLE),
        ("Patients left out", PEOPLE - REACHED),
        *dict.fromkeys(LEFT_OUT, EACH).items(),
    ):
        expect(figure(page, name)).to_contain_text(re.compile(rf"^{count}\b"))
    for code in REFUSED:
        row = page.locator("#figures .figure-reason", has_text=f"({code})")
        expect(row.locator("td")).to_contain_text(re.compile(rf"^{EACH}\b"))
    ledger = taken(practice)
    assert set(ledger.values()) == {1}, "somebody got two"
    undelivered = sum(how == "undelivered" for how in REFUSED.values()) * EACH
    for name, count in (
        ("Texts sent", len(ledger)),
        ("Texts delivered", len(ledger) - undelivered),
        ("Texts failed", len(REFUSED) * EACH),
        # handed over when the worker died: nobody can say that they left, so none is sent again by itself
        ("Texts not confirmed", ACCEPTED - len(ledger)),
    ):
        expect(figure(page, name)).to_contain_text(re.compile(rf"^{count}\b"), timeout=20_000)
    page.get_by_role("link", name=re.compile(r"\(30007\)$")).click()
    expect(page.locator("tbody tr")).to_have_count(EACH)
    page.goto(f"{place}reports/communications/?which=automated")
    expect(page.locator("tr", has=page.get_by_role("rowheader", name=re.compile(r"\(30005\)")))).to_contain_text(
        str(EACH)
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_looks(desk, scheme, width):
    ben = desk("manager", viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = ben.page
    place = re.search(r"/locations/[^/]+/", page.url)[0]
    for path in (
        "settings/communications/campaigns/",
        "settings/communications/campaigns/new/",
        "reports/communications/?place=all",
    ):
        page.goto(place + path)
        if path.endswith("new/"):
            page.locator("#count .tally").wait_for()
        for picture in page.locator(".chart img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", True)
            assert picture.evaluate("image => image.naturalWidth") > 0
        fits(page)
        is_accessible(page)
