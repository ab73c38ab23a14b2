"""A practice brings its patients: from the file to the undoing, without a reload, on a screen and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_looks import fits, is_accessible

pytestmark = pytest.mark.browser
HEADS = "Chart no,First,Last,DOB,Cell,Household head,Remarks"


def people(prefix, count):
    rows = [f"{prefix}{number},Nils,{prefix}holm{number},2/2/1971,,," for number in range(count)]
    return [f"{prefix}a,Ada,{prefix}lund,3/14/1980,(312) 555-0131,,likes mornings", f"{prefix}b,Bo,{prefix}lund,1/2/2016,,{prefix}a,",
            f"{prefix}c,Cy,{prefix}lund,13/45/1990,,,", *rows]  # fmt: skip


@pytest.fixture
def look(desk, tmp_path):
    """Open the manager's import page, with a file of patients at hand."""

    def open_page(prefix, count=5, **options):
        ben = desk("manager", **options)
        file = tmp_path / f"{prefix}.csv"
        file.write_text("\n".join([HEADS, *people(prefix, count)]), encoding="cp1252")
        ben.page.goto(f"/locations/{ben.practice.downtown['id']}/settings/import/")
        return ben.page, file

    return open_page


def state(page, name):
    expect(page.locator("#import")).to_have_attribute("data-state", name, timeout=60_000)


def test_from_the_file_to_the_undoing_without_a_reload(look, tmp_path):
    page, file = look("x", count=2500)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    # what the names did not tell is said by hand
    page.get_by_label("Household head means").select_option(label="Primary contact's ID")
    page.evaluate("window.hereSince = true")
    page.get_by_role("button", name="Check the file").click()
    state(page, "checked")
    expect(page.locator(".fate-new dd")).to_have_text("2,502")
    expect(page.get_by_role("row", name="Line 4")).to_contain_text("this is no birth date")
    with page.expect_download() as download:
        page.get_by_role("link", name="Rows to mend").click()
    mended = tmp_path / "mended.csv"
    mended.write_text(download.value.path().read_text("utf-8-sig").replace("13/45/1990", "3/4/1990"), "utf-8")
    page.get_by_role("button", name="Bring 2,502 records").click()
    page.locator("progress").wait_for()
    page.evaluate("window.stillHere = true")
    seen = set()
    while page.locator("progress").count():
        seen.add(page.evaluate("document.querySelector('progress')?.value ?? 0"))
        page.wait_for_timeout(30)
    state(page, "brought")
    assert page.evaluate("window.stillHere"), "the page was loaded anew"
    assert len(seen) >= 3, "the bar did not move"
    page.keyboard.press("Control+k")
    page.locator("#everything-words").fill("xlund")
    expect(page.get_by_role("option").first).to_contain_text("xlund")
    page.keyboard.press("Escape")
    # the mended row comes with the columns that were chosen before
    run = page.url
    page.get_by_role("link", name="Import").first.click()
    page.get_by_label("File").set_input_files(mended)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_label("Household head means")).to_have_value("contact")
    page.get_by_role("button", name="Check the file").click()
    state(page, "checked")
    page.get_by_role("button", name="Bring 1 record").click()
    state(page, "brought")
    page.goto(run)
    page.get_by_role("button", name="Undo this import").click()
    state(page, "undone")
    expect(page.locator(".import-counts")).to_contain_text("2,502")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_step_is_open_to_everybody(look, scheme, width):
    prefix = f"{scheme[0]}{width}"
    page, file = look(prefix, viewport={"width": width, "height": 844}, color_scheme=scheme)
    is_accessible(page)
    fits(page)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file first.")
    is_accessible(page)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    is_accessible(page)
    fits(page)
    page.get_by_label("Chart no means").select_option("")
    page.get_by_label("First means").select_option("family_name")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("alert")).to_contain_text("No column is chosen for: Patient ID.")
    is_accessible(page)
    page.get_by_label("Chart no means").select_option("id")
    page.get_by_label("First means").select_option("given_name")
    page.get_by_role("button", name="Check the file").click()
    state(page, "checked")
    is_accessible(page)
    fits(page)
    page.get_by_role("button", name="Bring").click()
    state(page, "brought")
    is_accessible(page)
    page.get_by_role("button", name="Undo this import").click()
    state(page, "undone")
    is_accessible(page)
    fits(page)
