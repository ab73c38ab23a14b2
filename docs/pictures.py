"""Make the pictures of the documentation with the running program: python -m docs.pictures [NAME ...]"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.running import demo

HERE = Path(__file__).parent
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
WIDE, PHONE = (1280, 800), (390, 844)
COLOURS = 160

Practice = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """One picture: where it is kept, who looks ("" for nobody signed in), and how to get to what it shows."""

    file: str
    get_there: Callable[[Page, Practice], None]
    who: str = "reception"
    size: tuple[int, int] = WIDE
    scheme: str = "light"


def conversation(page: Page, _: Practice) -> None:
    page.locator(".row", has_text="Daniel Okoye").locator("a").click()
    page.locator("#composer").wait_for()


def counting(page: Page, practice: Practice) -> None:
    page.locator(".row", has_text="Marisol Vega").locator("a").click()
    page.locator("#composer").wait_for()
    page.get_by_placeholder("Enter message here").fill("¿Le viene bien mañana a las 4? Traiga la tarjeta del seguro 🦷")


def calendar(page: Page, _: Practice) -> None:
    go(page, "Calendar")
    page.locator(".visit").first.click()
    page.locator("#information h2").wait_for()


def tracker(page: Page, _: Practice) -> None:
    page.get_by_role("button", name="Routing").click()
    page.locator(".visit-card").first.wait_for()


def preferences(page: Page, _: Practice) -> None:
    patient(page, "Leo Vega")
    page.get_by_role("link", name="Related Patients").click()


def tasks(page: Page, _: Practice) -> None:
    go(page, "Tasks")


def reminder(page: Page, _: Practice) -> None:
    page.goto(at(page, "settings/communications/"))
    page.get_by_role("link", name="Appointment reminder").click()
    page.locator("#preview .case").first.wait_for()
    page.locator("#forecast .skeleton").wait_for(state="detached")


def outbox(page: Page, _: Practice) -> None:
    page.goto(at(page, "settings/communications/outbox/"))


def campaign(page: Page, _: Practice) -> None:
    page.goto(at(page, "settings/communications/campaigns/new/"))
    page.wait_for_timeout(800)


def report(page: Page, _: Practice) -> None:
    page.goto(at(page, "reports/communications/"))


def statements(page: Page, _: Practice) -> None:
    page.goto(at(page, "statements/"))


def batch(page: Page, _: Practice) -> None:
    page.goto(at(page, "statements/batch/"))


def link(page: Page, practice: Practice) -> None:
    """Open a statement on a phone, by the link that the program itself sends."""
    page.goto(mailed(page, practice))
    page.get_by_label("First name").fill("Clara")


def opened(page: Page, practice: Practice) -> None:
    page.goto(mailed(page, practice))
    page.get_by_label("First name").fill("Clara")
    page.get_by_label("Last name").fill("Weiss")
    page.get_by_label("Birth date").fill("1971-07-13")
    page.get_by_role("button", name="Show the statement").click()
    page.get_by_role("button", name="Download as PDF").wait_for()


def phones(page: Page, practice: Practice) -> None:
    page.goto(practice["simulator"])
    page.wait_for_timeout(800)


PICTURES = (
    Picture("pictures/inbox-light.png", conversation),
    Picture("pictures/inbox-dark.png", conversation, scheme="dark"),
    Picture("tour/composer.png", counting),
    Picture("tour/phones.png", phones, who=""),
    Picture("tour/calendar.png", calendar),
    Picture("tour/tracker.png", tracker),
    Picture("tour/patient.png", preferences),
    Picture("tour/tasks.png", tasks),
    Picture("tour/reminder.png", reminder, who="manager"),
    Picture("tour/outbox.png", outbox, who="manager"),
    Picture("tour/campaign.png", campaign, who="manager"),
    Picture("tour/statements.png", statements, who="manager"),
    Picture("tour/batch.png", batch, who="manager"),
    Picture("tour/statement-link.png", link, who="", size=PHONE),
    Picture("tour/statement-open.png", opened, who="", size=PHONE, scheme="dark"),
    Picture("tour/report.png", report, who="manager"),
    Picture("tour/inbox-phone.png", conversation, size=PHONE),
)


def main(wanted: list[str]) -> None:
    pictures = [one for one in PICTURES if not wanted or Path(one.file).stem in wanted]
    with demo() as practice, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=ARGUMENTS
        )
        for one in pictures:
            take(browser, practice, one)
        browser.close()


def take(browser: Browser, practice: Practice, picture: Picture) -> None:
    page = look(browser, practice, picture.size, picture.scheme)
    if picture.who:
        sign_in(page, picture.who)
    picture.get_there(page, practice)
    page.wait_for_load_state("networkidle") if not picture.who else page.wait_for_timeout(500)
    keep(page.screenshot(), HERE / picture.file)
    page.context.close()


def look(browser: Browser, practice: Practice, size: tuple[int, int], scheme: str = "light") -> Page:
    return browser.new_context(
        base_url=practice["web"], viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    ).new_page()  # fmt: skip


def sign_in(page: Page, username: str) -> None:
    page.goto("/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill("chairside-demo")
    page.get_by_role("button", name="Sign in").click()
    page.locator("body[data-connected]").wait_for()


def keep(picture: bytes, path: Path) -> None:
    """Keep it with few colours: flat surfaces need no more, and the checkout stays small."""
    path.parent.mkdir(exist_ok=True)
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(path, optimize=True)


def at(page: Page, place: str) -> str:
    """Give an address of the location at which the user stands."""
    found = re.search(r"/locations/[^/]+/", page.url)
    if found is None:
        raise SystemExit("No location is open.")
    return found[0] + place


def go(page: Page, place: str) -> None:
    page.locator("summary", has_text="Home").click()
    page.get_by_role("link", name=place, exact=True).click()
    page.locator("body[data-connected]").wait_for()


def patient(page: Page, name: str) -> None:
    page.keyboard.press("Control+k")
    page.locator("#everything-words").fill(name)
    page.get_by_role("option", name=re.compile(name)).first.click()
    page.get_by_role("heading", name=name, level=1).wait_for()


def mailed(page: Page, practice: Practice) -> str:
    """Let the office mail Clara Weiss her statement again, and give the link in the email; once for all pictures."""
    if "link" not in practice:
        browser = page.context.browser
        if browser is None:
            raise SystemExit("The browser has gone.")
        desk = look(browser, practice, WIDE)
        sign_in(desk, "manager")
        desk.goto(at(desk, "statements/"))
        desk.get_by_role("link", name=re.compile("Clara Weiss")).click()
        desk.locator("#send-statement").click()
        desk.context.close()
        practice["link"] = _link_in(Path(practice["data"]) / "emails")
    return str(practice["link"])


def _link_in(emails: Path) -> str:
    for _ in range(100):
        for email in sorted(emails.glob("*")):
            plain = email.read_text().replace("=\n", "")
            if found := re.search(r"http://\S+/s/[\w-]+/", plain):
                return found[0]
        time.sleep(0.2)
    raise SystemExit("No email was written.")


if __name__ == "__main__":
    main(sys.argv[1:])
