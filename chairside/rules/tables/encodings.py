"""Tell by its bytes whether a file can be a table at all, and in which letters it is written."""

import codecs
from collections.abc import Iterable

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LOOKED_AT = 4096  # bytes
# so many zero bytes among the first are no accident: every second letter of UTF-16, or a program's own format
MOST_ZEROS = 0.2

AS_CSV = "open it in the program that made it, and save it as CSV (CSV UTF-8 in Excel)"
NO_TABLES = (
    (b"%PDF", f"this is a PDF, not a CSV file; {AS_CSV}"),
    (b"PK\x03\x04", f"this is an Excel workbook or a ZIP archive, not a CSV file; {AS_CSV}"),
    (b"\xd0\xcf\x11\xe0", f"this is an old Excel workbook, not a CSV file; {AS_CSV}"),
    (b"\x1f\x8b", "this is a compressed file, not a CSV file; unpack it first"),
    (b"\x89PNG", "this is a picture, not a CSV file"),
    (b"\xff\xd8\xff", "this is a picture, not a CSV file"),
    (b"{\\rtf", f"this is a document, not a CSV file; {AS_CSV}"),
    (b"<", f"this is a web page or XML, not a CSV file; {AS_CSV}"),
)


def beginning(parts: Iterable[bytes]) -> bytes:
    """Give the first bytes of a file, enough to tell what it is."""
    first = b""
    for part in parts:
        first += part
        if len(first) >= LOOKED_AT:
            break
    return first


def no_table(first: bytes) -> str:
    """Say what the file is when it is no table; empty when it can be one."""
    if not first.strip(b"\0 \t\r\n" + codecs.BOM_UTF8):
        return "the file is empty"
    begin = first.lstrip(b" \t\r\n" + codecs.BOM_UTF8)
    for sign, what in NO_TABLES:
        if begin.startswith(sign):
            return what
    looked_at = first[:LOOKED_AT]
    if not _has_bom(first) and not _wide(first) and looked_at.count(0) > MOST_ZEROS * len(looked_at):
        return f"this is no text, so it is no CSV file; {AS_CSV}"
    return ""


def encoding_of(parts: Iterable[bytes]) -> str:
    """Find the encoding: what a mark says, UTF-8 where it fits, else that of Windows in the United States."""
    first = beginning(parts)
    for mark, encoding in BOMS:
        if first.startswith(mark):
            return encoding
    return _wide(first) or ("utf-8" if _is_utf_8(parts) else "cp1252")


def _has_bom(first: bytes) -> bool:
    return any(first.startswith(mark) for mark, _ in BOMS)


def _wide(first: bytes) -> str:
    """Recognise UTF-16 without a mark: in Western text nearly every second byte is zero."""
    looked_at = first[:LOOKED_AT]
    even, odd = looked_at[::2], looked_at[1::2]
    if len(odd) < 4:
        return ""
    if odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _is_utf_8(parts: Iterable[bytes]) -> bool:
    """Whether more letters outside ASCII can be read as UTF-8 than cannot: one spoilt byte must not spoil the rest."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    readable = unreadable = 0
    for part in parts:
        if part.isascii():
            continue
        text = decoder.decode(part)
        broken = text.count("\ufffd")
        unreadable += broken
        readable += sum(1 for letter in text if letter > "\x7f") - broken
    return unreadable == 0 or readable > unreadable


def looks_like_fhir(first: bytes) -> bool:
    """Whether a file begins as JSON does: a FHIR bundle, or a resource a line."""
    for mark, encoding in BOMS:
        if first.startswith(mark):
            return first[:LOOKED_AT].decode(encoding, "replace").lstrip()[:1] in {"{", "["}
    return first.lstrip()[:1] in {b"{", b"["}
