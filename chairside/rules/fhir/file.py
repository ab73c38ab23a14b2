"""Open a file: a FHIR bundle in JSON, or NDJSON with a resource a line; say where it is broken."""

import json
from collections.abc import Iterator

from chairside.rules.fhir.parts import Part
from chairside.rules.fhir.records import BrokenFile

BUNDLE_TYPES = ("collection", "transaction")


def resources(content: bytes) -> Iterator[tuple[Part, str]]:
    """Give every resource with its full address (empty in NDJSON), in the order of the file."""
    text = _text(content)
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        if _looks_like_lines(text):
            yield from _lines(text)
            return
        raise BrokenFile(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise BrokenFile("the JSON is nested too deeply") from None
    root = Part(whole, "the file").object()
    if root.text("resourceType") == "Bundle":
        yield from _entries(root)
    elif root.has("resourceType") and root.text("resourceType") != "Bundle" and "\n" in text.strip():
        raise BrokenFile(f"the file holds one {root.text('resourceType')}, not a Bundle")
    elif root.has("resourceType"):
        yield root, ""
    else:
        raise BrokenFile("the file is JSON, but no FHIR Bundle: resourceType is missing")


def _text(content: bytes) -> str:
    try:
        encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenFile(f"line {line}: the text is not in UTF-8") from None
    if not text.strip():
        raise BrokenFile("the file is empty")
    return text


def _looks_like_lines(text: str) -> bool:
    """Whether the first line alone is a resource: then it is NDJSON."""
    first, _, rest = text.strip().partition("\n")
    if not rest:
        return False
    try:
        return "resourceType" in json.loads(first)
    except (json.JSONDecodeError, TypeError):
        return False


def _lines(text: str) -> Iterator[tuple[Part, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            resource = json.loads(line)
        except json.JSONDecodeError as error:
            raise BrokenFile(f"line {number}, column {error.colno}: {error.msg}") from None
        yield _named(Part(resource, f"line {number}")), ""


def _entries(bundle: Part) -> Iterator[tuple[Part, str]]:
    if bundle.text("type") not in BUNDLE_TYPES:
        raise bundle.at("type").broken(f"must be one of {', '.join(BUNDLE_TYPES)}")
    if not bundle.has("entry"):
        raise BrokenFile("the Bundle has no entries")
    for number, entry in enumerate(bundle.items("entry"), 1):
        yield _named(Part(entry.value.get("resource"), f"entry {number}")), entry.text("fullUrl")


def _named(resource: Part) -> Part:
    kind = resource.object().text("resourceType")
    if not kind:
        raise resource.broken("resourceType is missing")
    return Part(resource.value, f"{resource.place} ({kind}/{resource.text('id') or '?'})")
