"""Read a CSV file as its writers make them: Excel, a database, another practice program (RFC 4180 and its habits)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chairside.rules.fhir.records import BrokenFile
from chairside.rules.spreadsheets import as_typed
from chairside.rules.tables.encodings import beginning, encoding_of, no_table

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 10_000  # characters
LONGEST_LINE = 200_000  # characters
MOST_COLUMNS = 200
LONGEST_HEAD = 200
PROBLEM_COLUMN = "problem"
"""The column that an error file has besides; it is passed over when the file comes again."""

SAYS_ITS_DELIMITER = re.compile(r"sep=([,;\t|])\s*$")
UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written."""

    encoding: str
    delimiter: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line in the file, counted from 1, and its cells."""

    line: int
    cells: tuple[str, ...]


def form_of(parts: Iterable[bytes]) -> Form:
    """Find out how a file is written; `parts` can be gone through again and again. Raises `BrokenFile`."""
    if why := no_table(beginning(parts)):
        raise BrokenFile(why)
    encoding = encoding_of(parts)
    lines = _Lines(parts, encoding)
    head = next((line for line in lines if line.strip()), "")
    if not head:
        raise BrokenFile("the file is empty")
    delimiter = lines.delimiter or max(DELIMITERS, key=_outside_quotes(head).count)
    heads = _heads(head, lines, delimiter)
    if not any(any(row.cells) for row in rows_of(parts, Form(encoding, delimiter, heads))):
        raise BrokenFile("there is no row below the line of column names")
    return Form(encoding, delimiter, heads)


def rows_of(parts: Iterable[bytes], form: Form) -> Iterator[Row]:
    """Give the rows below the heads, without empty ones; memory stays that of one line. Raises `BrokenFile`."""
    csv.field_size_limit(LONGEST_CELL)
    lines = _Lines(parts, form.encoding)
    reader = csv.reader(lines, delimiter=form.delimiter)
    past_heads, before = False, 0
    try:
        for cells in reader:
            begun, before = before + 1, lines.number
            if past_heads and any(cell.strip() for cell in cells):
                yield Row(begun, tuple(as_typed(cell.strip()) for cell in cells))
            past_heads = past_heads or any(cell.strip() for cell in cells)
    except csv.Error as error:
        raise BrokenFile(f"line {before + 1}: {_in_words(error)}") from None


def fault_of(row: Row, form: Form) -> str:
    """Say why a row cannot be read at all; empty when it can."""
    heads, cells = len(form.heads), len(row.cells)
    if cells < heads or any(row.cells[heads:]):
        return f"it has {cells} cells, but there are {heads} columns; look for a missing comma or quotation mark"
    if any("\0" in cell for cell in row.cells):
        return "it holds a NUL character; save the file again as CSV UTF-8"
    if any(UNREADABLE in cell for cell in row.cells):
        return "some letters cannot be read; save the file again as CSV UTF-8"
    return ""


def _heads(first: str, rest: _Lines, delimiter: str) -> tuple[str, ...]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        cells = next(csv.reader(_again(first, rest), delimiter=delimiter))
    except csv.Error as error:
        raise BrokenFile(f"line {rest.number}: {_in_words(error)}") from None
    heads = tuple(as_typed(" ".join(cell.replace("\0", "").split()))[:LONGEST_HEAD] for cell in cells)
    while heads and not heads[-1]:
        heads = heads[:-1]
    if len(heads) > MOST_COLUMNS:
        raise BrokenFile(
            f"line {rest.number}: there are more than {MOST_COLUMNS} columns; leave out what is not needed"
        )
    twice = [head for head, times in Counter(head.casefold() for head in heads if head).items() if times > 1]
    if twice:
        name = next(head for head in heads if head.casefold() == twice[0])
        raise BrokenFile(f"line {rest.number}: two columns are called “{name}”; give each a name of its own")
    return tuple(head or f"Column {place}" for place, head in enumerate(heads, 1))


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _in_words(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a cell is longer than {LONGEST_CELL:,} characters; is a quotation mark missing?"
    return "the line cannot be read as CSV; save the file again as CSV UTF-8"


class _Lines:
    """The lines of a file, each bounded; `number` is that of the newest, `delimiter` what the first one says."""

    def __init__(self, parts: Iterable[bytes], encoding: str) -> None:
        raw = io.BufferedReader(_Parts(parts))
        self._text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
        self.number = 0
        self.delimiter = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise BrokenFile(f"line {self.number}: it is longer than {LONGEST_LINE:,} characters; is this a CSV file?")
        if self.number == 1 and (said := SAYS_ITS_DELIMITER.match(line)):
            # a habit of Excel's, which shows this line to nobody
            self.delimiter = said[1]
            return next(self)
        return line


class _Parts(io.RawIOBase):
    """Parts of bytes as one stream."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = iter(parts)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any, /) -> int:
        while not self._rest:
            try:
                self._rest = next(self._parts)
            except StopIteration:
                return 0
        taken = self._rest[: len(target)]
        self._rest = self._rest[len(target) :]
        target[: len(taken)] = taken
        return len(taken)
