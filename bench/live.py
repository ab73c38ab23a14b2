"""How long from the phone's "send" until the text stands on the other screen: python -m bench.live

Three measures in one run: 200 texts one after another on a quiet practice, and 200 while 50 other texts a second come
in, both on the screen of a real browser, from before the simulator's request until the row of the list shows the text;
then 1,000 and 5,000 open streams, each with a session of its own (bench.streams), until the last of them has heard.
"""

from __future__ import annotations

import json
import os
import threading
import time
import urllib.request

from playwright.sync_api import Page, sync_playwright

from bench.running import demo, spread, tell
from bench.streams import measure_streams

TEXTS = 200
OTHERS_PER_SECOND = 50
WATCH = """(number) => new Promise((shown) => {
    window.seen = {};
    const note = () => {
        for (const row of document.querySelectorAll(".row-snippet")) {
            const text = row.textContent;
            if (text.startsWith("bench-") && !(text in window.seen)) window.seen[text] = Date.now();
        }
    };
    const wanted = {childList: true, subtree: true, characterData: true};
    new MutationObserver(note).observe(document.getElementById("list"), wanted);
    shown();
})"""


def main() -> None:
    with demo() as practice:
        quiet, busy = on_a_screen(practice)
        many = measure_streams(practice)
    tell(bench="live", unit="ms", quiet=spread(quiet), busy=spread(busy), busy_to_quiet=ratio(busy, quiet), **many)


def on_a_screen(practice: dict) -> tuple[list[float], list[float]]:
    """Give the milliseconds of each text on a quiet practice, and of each while others come in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        page = browser.new_page(base_url=practice["web"])
        open_inbox(page)
        quiet = measure(page, practice, "quiet")
        ended = threading.Event()
        others = threading.Thread(target=text_others, args=(practice, ended))
        others.start()
        busy = measure(page, practice, "busy")
        ended.set()
        others.join()
        browser.close()
    return quiet, busy


def open_inbox(page: Page) -> None:
    page.goto("/")
    page.get_by_label("User name").fill("manager")
    page.get_by_label("Password").fill("chairside-demo")
    page.get_by_role("button", name="Sign in").click()
    page.locator("body[data-connected]").wait_for()
    page.evaluate(WATCH, None)


def measure(page: Page, practice: dict, name: str) -> list[float]:
    """Send texts one after another; give the milliseconds of each."""
    place = practice["locations"][0]
    phone = place["contacts"][0]["number"]
    took = []
    for number in range(TEXTS):
        body = f"bench-{name}-{number}"
        began = time.time() * 1000
        send(practice, phone, place["text_number"], body)
        page.wait_for_function("(body) => body in window.seen", arg=body, polling=5, timeout=10_000)
        took.append(page.evaluate("(body) => window.seen[body]", body) - began)
    return took


def text_others(practice: dict, ended: threading.Event) -> None:
    """Let other phones text, 50 times a second, until told to end."""
    place = practice["locations"][0]
    phones = [one["number"] for one in place["contacts"][1:]]
    count = 0
    following = time.monotonic()
    while not ended.is_set() and count < 20_000:
        threading.Thread(
            target=send, args=(practice, phones[count % len(phones)], place["text_number"], f"other {count}")
        ).start()
        count += 1
        following += 1 / OTHERS_PER_SECOND
        time.sleep(max(0.0, following - time.monotonic()))


def send(practice: dict, phone: str, to: str, body: str) -> None:
    request = urllib.request.Request(
        f"{practice['simulator']}/sim/phones/{phone}/messages",
        json.dumps({"to": to, "body": body}).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=20).read()


def ratio(busy: list[float], quiet: list[float]) -> float:
    return round(spread(busy)["p50"] / max(spread(quiet)["p50"], 0.01), 2)


if __name__ == "__main__":
    main()
