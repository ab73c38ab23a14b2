"""The held house: ARCHITECTURE.md tells of what is really there, and whatever is shown twice is drawn by one piece."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "chairside"
TEMPLATES = HOUSE / "web" / "templates"
TOLD = (ROOT / "ARCHITECTURE.md").read_text()
PATH = re.compile(r"`([\w./-]*\w(?:/|\.(?:py|js|css|html|md|toml|lock)))(?::[^`]*)?`")
IN = (ROOT, HOUSE, HOUSE / "web", HOUSE / "actions", ROOT / "docs")
LISTED = re.compile(r"^\| `([\w/]+)/` \|", re.MULTILINE)
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if path.parent.name != "pieces"]

# what is drawn once, and where: a page that writes it itself has a second one
ONCE = {
    "a form field": (r"<input(?![^>]*type=\"hidden\")|<select\b|<textarea\b", {"thread/foot.html"}),  # the composer
    "a table": (r"<table\b", set()),
    "a patient picker, or another look-up": (r"role=\"combobox\"|data-picker|data-look-up", set()),
    "a thread": (r"id=\"thread\"|class=\"thread[\" ]", {"thread/thread.html"}),
    "a thread's texts": (r"role=\"log\"|class=\"message[\" ]|class=\"bubble", {"thread/thread.html", "thread/bubble.html", "thread/note.html", "thread/scheduled.html"}),
    "a composer": (r"id=\"composer|class=\"composer[\" ]", {"thread/foot.html"}),
    "an Information box about a change of contact": (r"composer\.successions", {"thread/foot.html"}),
    "the Text messages icon": (r"message-square-off[^%]*words|data-messages-with", set()),
}  # fmt: skip


def test_every_path_that_the_architecture_names_is_there():
    named = set(PATH.findall(TOLD))
    assert len(named) > 20
    assert [path for path in sorted(named) if not any((place / path).exists() for place in IN)] == []


def test_the_list_of_rooms_and_folders_is_the_real_one():
    real = {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*")
        if path.is_dir() and any(path.glob("*.*")) and path.name != "__pycache__" and "templates" not in path.parts
    }
    assert sorted(set(LISTED.findall(TOLD))) == sorted(real)


@pytest.mark.parametrize("thing", ONCE)
def test_no_page_has_its_own_copy_of(thing):
    sign, homes = ONCE[thing]
    copies = [
        str(page.relative_to(TEMPLATES))
        for page in PAGES
        if re.search(sign, page.read_text()) and str(page.relative_to(TEMPLATES)) not in homes
    ]
    assert copies == []


@pytest.mark.parametrize("home", sorted({home for _, homes in ONCE.values() for home in homes}))
def test_each_home_is_still_one(home):
    assert (TEMPLATES / home).exists()


def test_every_piece_is_used_by_somebody():
    pieces = {f"pieces/{path.name}" for path in (TEMPLATES / "pieces").glob("*.html")}
    source = "".join(path.read_text() for path in [*TEMPLATES.rglob("*.html"), *(HOUSE / "web").rglob("*.py")])
    assert [piece for piece in sorted(pieces) if piece not in source] == []


def test_every_template_is_drawn_by_somebody():
    own = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    # allauth and Django find these by their names
    known = {name for name in own if name.startswith(("account/", "mfa/", "usersessions/")) or "/" not in name}
    source = "".join(path.read_text() for path in [*TEMPLATES.rglob("*.html"), *(HOUSE / "web").rglob("*.py")])
    unused = {name for name in own - known if name not in source}
    assert unused <= {f"patients/{tab}.html" for tab in ("patient", "preferences", "related", "patient_appointments", "patient_messages", "patient_statements")}  # fmt: skip
