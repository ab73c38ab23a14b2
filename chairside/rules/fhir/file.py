"""Open a file: a FHIR bundle in JSON, or NDJSON with a resource a line; say where it is broken."""

import json
import re
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from chairside.rules.fhir.parts import Part
from chairside.rules.fhir.records import BrokenFile

BUNDLE_TYPES = ("collection", "transaction")
NAMELESS = "urn:uuid:"
SPACE = re.compile(r"[ \t\n\r]*")


def resources(content: bytes) -> Iterator[tuple[Part, str]]:
    """Give every resource with its full address (empty in NDJSON), in the order of the file."""
    text = _text(content)
    if _looks_like_lines(text):
        yield from _lines(text)
        return
    root = Part(_json(text), "the file").object()
    kind = root.text("resourceType")
    if kind == "Bundle":
        yield from _entries(root, text)
    elif kind and "\n" not in text.strip():
        yield from _lines(text)
    elif kind:
        raise BrokenFile(f"the file holds one {kind}, not a Bundle")
    else:
        raise BrokenFile("the file is JSON, but no FHIR Bundle: resourceType is missing")


def _text(content: bytes) -> str:
    encoding = "UTF-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "UTF-8"
    try:
        text = content.decode("utf-16" if encoding == "UTF-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenFile(f"line {line}: the text is not in {encoding}") from None
    if not text.strip():
        raise BrokenFile("the file is empty")
    return text


def _looks_like_lines(text: str) -> bool:
    """Whether the first of several lines is a resource by itself: then it is NDJSON."""
    first, _, rest = text.strip().partition("\n")
    try:
        return bool(rest) and "resourceType" in json.loads(first)
    except (ValueError, TypeError, RecursionError):
        return False


def _lines(text: str) -> Iterator[tuple[Part, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            resource = _named(Part(_json(line, number), f"line {number}"))
            if resource.text("resourceType") == "Bundle":
                raise resource.broken("a Bundle must be alone in its file")
            yield resource, ""


def _json(text: str, line: int = 0) -> Any:
    """Read JSON; `line` is where the text stands when it is one line of many."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BrokenFile(f"line {line or error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise BrokenFile("the JSON is nested too deeply") from None
    except ValueError:
        raise BrokenFile("a number in the JSON has too many digits to be read") from None


def _entries(bundle: Part, text: str) -> Iterator[tuple[Part, str]]:
    if bundle.text("type") not in BUNDLE_TYPES:
        raise bundle.at("type").broken(f"must be one of {', '.join(BUNDLE_TYPES)}")
    if not bundle.has("entry"):
        raise BrokenFile("the Bundle has no entries")
    lines = chain(_entry_lines(text) if "\n" in text.strip() else (), repeat(0))
    for number, (entry, line) in enumerate(zip(bundle.items("entry"), lines, strict=False), 1):
        place = f"entry {number}, line {line}" if line else f"entry {number}"
        if not entry.has("resource"):
            raise BrokenFile(f"{place}: the resource is missing")
        address = entry.text("fullUrl")
        yield _named(_with_id(Part(entry.value["resource"], place).object(), address)), address


def _entry_lines(text: str) -> Iterator[int]:
    """Give the line on which each entry of a Bundle begins; the text is known to be sound JSON."""
    line, counted = 1, 0
    for place in _entry_places(text):
        line += text.count("\n", counted, place)
        counted = place
        yield line


def _entry_places(text: str) -> Iterator[int]:
    decode = json.JSONDecoder().raw_decode
    place = _first_entry(text)
    while place and text[place := _after_space(text, place)] not in "]}":
        yield place
        place = _after_comma(text, decode(text, place)[1])


def _first_entry(text: str) -> int:
    """Give the place behind the bracket that opens the list of entries; 0 when there is none."""
    decode = json.JSONDecoder().raw_decode
    place = _after_space(text, 0) + 1
    while text[place := _after_space(text, place)] != "}":
        name, place = decode(text, place)
        place = _after_space(text, _after_space(text, place) + 1)
        if name == "entry" and text[place] == "[":
            return place + 1
        place = _after_comma(text, decode(text, place)[1])
    return 0


def _after_space(text: str, place: int) -> int:
    found = SPACE.match(text, place)
    return found.end() if found else place


def _after_comma(text: str, place: int) -> int:
    place = _after_space(text, place)
    return place + 1 if text[place] == "," else place


def _with_id(resource: Part, address: str) -> Part:
    """In a transaction a new resource may have no id yet: its address names it."""
    if resource.has("id") or not address.startswith(NAMELESS):
        return resource
    return Part({**resource.value, "id": address.removeprefix(NAMELESS)}, resource.place)


def _named(resource: Part) -> Part:
    kind = resource.object().text("resourceType")
    if not kind:
        raise resource.broken("resourceType is missing")
    return Part(resource.value, f"{resource.place} ({kind}/{resource.text('id')[:64] or '?'})")
