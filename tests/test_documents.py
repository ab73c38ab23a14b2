"""What the documents claim is there: every requirement by its number, every file, test and heading that is named."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.pictures import PICTURES

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")

# OWASP ASVS 5.0.0: how many requirements of each section are of level 1 or 2; in every section they are its first ones
ASVS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip


def requirements():
    return [f"{section}.{number}" for section, most in ASVS.items() for number in range(1, most + 1)]


def rows(name):
    """Give the rows of a document's table, split into cells."""
    lines = (ROOT / "docs" / name).read_text().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


def headings(path):
    """Give a document's headings as they are linked to."""
    found = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_every_requirement_of_both_levels_stands_exactly_once():
    named = [
        number.strip() for row in rows("asvs.md") for number in row[0].split(",") if re.match(r"\d", number.strip())
    ]
    assert len(requirements()) == 253
    assert sorted(named) == sorted(requirements())


def test_every_requirement_is_held_by_something_or_says_why_not():
    for row in [*rows("asvs.md"), *rows("hipaa.md")]:
        if re.match(r"[\d(]", row[0]):
            assert LINK.search(row[-1]) or row[-1].startswith("**n/a**"), row


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    for target in LINK.findall(document.read_text()):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, heading = target.partition("#")
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), f"{document.name}: {target}"
        if heading:
            assert heading in headings(found), f"{document.name}: {target}"


def test_every_document_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text()
    for document in (ROOT / "docs").glob("*.md"):
        assert document.name == "README.md" or f"({document.name}" in index, document.name


def test_cookies_over_https_belong_to_this_host_alone():
    ask = (
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
        "s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE, "
        "s.SECURE_HSTS_SECONDS, s.DEBUG)"
    )
    environment = {
        **os.environ,
        "CHAIRSIDE_PUBLIC_URL": "https://text.example.com",
        "DJANGO_SETTINGS_MODULE": "chairside.config.settings",
    }
    done = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "__Host-chairside", "__Host-chairside-csrf", "True", "True", "True", "True", "Lax", "Lax", "31536000", "False",
    ]  # fmt: skip


def test_the_pictures_are_those_that_the_program_takes_and_the_documents_show():
    docs = ROOT / "docs"
    kept = set(docs.rglob("*.png"))
    shown = {
        (document.parent / target).resolve()
        for document in DOCUMENTS
        for target in LINK.findall(document.read_text())
        if target.endswith(".png")
    }
    assert {docs / one.file for one in PICTURES} == kept == shown
    assert [path.name for path in kept if path.stat().st_size > 150_000] == []
