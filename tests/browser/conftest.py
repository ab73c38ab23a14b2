"""A running practice with its phones, and real browsers before it."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, expect

READY = "Chairside is ready: "
# how long a test waits for what must come; how quick it comes is measured by tests of its own and by bench/
PATIENCE = 20.0
expect.set_options(timeout=PATIENCE * 1000)
# whoever leaves a page ends what it was asking for; an answer that fails says htmx:responseError or sendError
NO_TROUBLE = ("net::ERR", "Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")


class Practice:
    """The running demo: its facts, and a phone in the tester's hand."""

    def __init__(self, data: Path) -> None:
        self.data = data
        told = json.loads((data / "demo.json").read_text())
        self.web: str = told["web"]
        self.simulator: str = told["simulator"]
        self.locations = {place["name"]: place for place in told["locations"]}
        self.downtown = self.locations["Downtown"]
        self.signed_in: dict[str, StorageState] = {}

    def text(self, number: str, body: str, to: str | None = None) -> int:
        """Let a phone text the practice; gives the webhook's status."""
        told = self.ask(f"/sim/phones/{number}/messages", {"to": to or self.downtown["text_number"], "body": body})
        return told["webhook_status"]

    def received(self, number: str) -> list[str]:
        """What the practice has sent to a phone."""
        return [one["body"] for one in self.ask(f"/sim/phones/{number}/messages") if one["to"] == number]

    def wait_for(self, number: str, body: str, seconds: float = PATIENCE) -> None:
        """Wait until a phone has got a text."""
        deadline = time.monotonic() + seconds
        while body not in self.received(number):
            assert time.monotonic() < deadline, f"{body!r} did not arrive"
            time.sleep(0.05)

    def ask(self, path: str, content=None, method=None):
        data = json.dumps(content).encode() if content is not None else None
        request = urllib.request.Request(
            self.simulator + path, data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            told = answer.read()
        return json.loads(told) if told else None

    def inbox(self, location: str) -> str:
        """Give the address of a location's inbox."""
        return f"/locations/{self.locations[location]['id']}/inbox/"

    def chairside(self, *words: str, given: str = "") -> str:
        """Run a command of the program on this practice's database."""
        done = subprocess.run(
            [sys.executable, "-m", "chairside", *words], input=given, capture_output=True, text=True,
            env=self.environment(), check=True, timeout=60,
        )  # fmt: skip
        return done.stdout

    def backstage(self, *words: str) -> str:
        """Do behind the scenes what takes hours otherwise (see backstage.py)."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.browser.backstage", *words], capture_output=True, text=True,
            env=self.environment(), check=True, timeout=60,
        )  # fmt: skip
        return done.stdout.strip()

    def hire(self, username: str, role: str = "Receptionist", location: str = "Downtown") -> str:
        """Let somebody new work here, so that whoever else is there is left alone."""
        name = username.title()
        self.chairside(
            "user", "add", username, "--name", f"{name} Field", "--organization", "Cedar Dental", "--role", role,
            "--location", location, given="chairside-demo\n",
        )  # fmt: skip
        return f"{name} Field"

    def environment(self) -> dict[str, str]:
        """The settings of the demo's own processes, read from the worker's."""
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                pairs = dict(pair.split("=", 1) for pair in path.read_bytes().decode().split("\0") if "=" in pair)
            except (OSError, ValueError):
                continue
            if pairs.get("CHAIRSIDE_PUBLIC_URL") == self.web and "DATABASE_URL" in pairs:
                return pairs
        raise AssertionError("the demo's processes were not found")


@pytest.fixture(scope="session")
def practice() -> Iterator[Practice]:
    """Start the demo as its README says, on free ports."""
    data = Path(tempfile.mkdtemp(prefix="chairside-browser-"))
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CHAIRSIDE_", "DATABASE_URL", "DJANGO_"))
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "chairside", "demo", "--port", "0", "--data", str(data)],
        stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    line = next((line for line in process.stdout if line.startswith(READY)), "")
    assert line, "the demo did not become ready"
    practice = Practice(data)
    practice.backstage("mid-morning")
    yield practice
    process.send_signal(signal.SIGINT)
    process.wait(10)
    process.stdout.close()
    rmtree(data, ignore_errors=True)


class Desk:
    """One browser at a desk, signed in (once for each user); what goes wrong in its console fails the test."""

    def __init__(self, browser: Browser, practice: Practice, username: str, *, afresh: bool = False, **options) -> None:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        options.setdefault("reduced_motion", "reduce")
        self.practice = practice
        self.username = username
        if afresh:
            practice.signed_in.pop(username, None)
        self.context: BrowserContext = browser.new_context(
            base_url=practice.web, storage_state=practice.signed_in.get(username), **options
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._heard)
        self.page.goto("/")
        if username not in practice.signed_in:
            self._sign_in(username)
        # whoever works at Downtown begins there, wherever another test has left them
        if self.context.request.get(practice.inbox("Downtown")).ok:
            self.page.goto(practice.inbox("Downtown"))
        self.page.locator("body[data-connected]").wait_for()

    def _sign_in(self, username: str) -> None:
        self.give_password(username)
        self.page.wait_for_url("**/locations/**")
        self.practice.signed_in[username] = self.context.storage_state()

    def give_password(self, username: str, password: str = "chairside-demo") -> None:
        """Fill the sign-in page that stands there."""
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def _heard(self, message) -> None:
        if message.type == "error" and not any(words in message.text for words in NO_TROUBLE):
            self.troubles.append(message.text)

    def stand_at(self, location: str) -> None:
        """Go to a location's inbox, wherever this user was last."""
        self.page.goto(self.practice.inbox(location))
        self.page.locator("body[data-connected]").wait_for()

    def row(self, name: str):
        return self.page.locator(".row", has=self.page.locator(".row-who", has_text=name))

    def open(self, name: str) -> None:
        if not self.row(name).first.is_visible():
            # other tests have filled the inbox: what is older than its first rows is searched for
            self.page.get_by_placeholder("Name, number or words").fill(name)
        self.row(name).first.locator("a").click()
        self.page.get_by_role("article", name=f"Conversation with {name}").wait_for()

    def reach(self, name: str) -> None:
        """Open the conversation with a contact by way of the finder."""
        self.page.get_by_role("button", name="New message").click()
        self.page.locator("#finder-words").fill(name)
        self.page.get_by_role("option").first.click()
        self.page.get_by_role("article", name="Conversation with").wait_for()
        self.page.locator("body[data-connected]").wait_for()

    def go(self, place: str) -> None:
        """Go to a page of the office by the Home menu."""
        self.page.locator("summary", has_text="Home").click()
        self.page.get_by_role("link", name=place, exact=True).click()
        self.page.locator("body[data-connected]").wait_for()

    def open_patient(self, name: str) -> None:
        """Open Patient Information by the search."""
        self.page.keyboard.press("Control+k")
        self.page.locator("#everything-words").fill(name)
        self.page.get_by_role("option", name=re.compile(name)).first.click()
        self.page.get_by_role("heading", name=name, level=1).wait_for()
        self.page.locator("body[data-connected]").wait_for()

    def open_tracker(self) -> None:
        self.page.get_by_role("button", name="Routing").click()
        self.page.locator(".visit-card").first.wait_for()

    def dialog(self, name: str) -> Locator:
        return self.page.get_by_role("dialog", name=f"Messages for {name}")

    def visit(self, name: str) -> Locator:
        return self.page.locator(".visit", has_text=name).first

    def card(self, name: str) -> Locator:
        return self.page.locator(".visit-card", has_text=name).first

    def tab_to(self, wanted: Locator, most: int = 120) -> None:
        """Reach something by the Tab key alone, as somebody without a mouse does."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"{wanted} cannot be reached by the Tab key")

    def write(self, body: str) -> None:
        self.page.get_by_placeholder("Enter message here").fill(body)
        self.page.get_by_role("button", name="Send", exact=True).click()

    @property
    def dot(self) -> int:
        return int(self.page.locator("#dot").get_attribute("data-unread") or 0)

    def close(self) -> None:
        self.context.close()
        assert not self.troubles, self.troubles


@pytest.fixture
def desk(browser, practice) -> Iterator:
    """Open desks by user name; all are closed, and must have been without trouble."""
    opened: list[Desk] = []

    def open_desk(username: str, **options) -> Desk:
        opened.append(Desk(browser, practice, username, **options))
        return opened[-1]

    yield open_desk
    for one in opened:
        one.close()
