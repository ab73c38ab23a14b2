"""Every word of the interface goes through the translations."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[2] / "chairside" / "web" / "templates"
NAMES = {"Chairside", "Ctrl K"}
TOLD = re.compile(r"""(?:title|aria-label|placeholder|alt)="([^"]*)""")


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_words_of_its_own(path):
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text())
    # what stands between the template's own tags, with a mark where an expression stood
    text = "".join(
        part.data if isinstance(part, nodes.TemplateData) else "\0"
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
    )
    told = [match for match in TOLD.findall(text) if re.search(r"[A-Za-z]{2}", match)]
    shown = re.sub(
        r"[\w-]+=\"[^\"]*\"|<kbd>[^<]*</kbd>|<title>.*?</title>|<[^>]*>?|&\w+;|[^<>]*>", " ", text, flags=re.DOTALL
    )
    words = [word for word in re.findall(r"[A-Za-z][A-Za-z ]+", shown) if word.strip() not in NAMES]
    assert (told, words) == ([], [])
