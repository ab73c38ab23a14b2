"""Tables that a spreadsheet program opens: their cells are shown as text, whatever a person has typed into them."""

import csv
from collections.abc import Iterable
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheet programs take a file for UTF-8 by it."""

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_line(cells: Iterable[str]) -> str:
    """Write one line of a CSV file, harmless."""
    written = StringIO()
    csv.writer(written).writerow([harmless(cell) for cell in cells])
    return written.getvalue()


def harmless(cell: str) -> str:
    """Put an apostrophe before what would be a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell


def as_typed(cell: str) -> str:
    """Take the apostrophe away again, so that what we have written out comes in as it was."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(STARTS_A_FORMULA) else cell
