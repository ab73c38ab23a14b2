"""Make the pictures of the documentation with the running program: python -m docs.pictures"""

import os
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.running import demo

HERE = Path(__file__).parent / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    HERE.mkdir(exist_ok=True)
    with demo() as practice, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=ARGUMENTS
        )
        for scheme in ("light", "dark"):
            take(browser, practice["web"], scheme)
        browser.close()


def take(browser: Browser, web: str, scheme: str) -> None:
    page = browser.new_page(base_url=web, viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page.goto("/")
    page.get_by_label("User name").fill("reception")
    page.get_by_label("Password").fill("chairside-demo")
    page.get_by_role("button", name="Sign in").click()
    page.locator("body[data-connected]").wait_for()
    page.locator(".row", has_text="Daniel Okoye").locator("a").click()
    page.locator("#composer").wait_for()
    page.wait_for_timeout(300)
    page.screenshot(path=HERE / f"inbox-{scheme}.png")
    page.close()


if __name__ == "__main__":
    main()
