"""One row being read, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from chairside.rules.tables.columns import Columns
from chairside.rules.tables.reader import Row


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a row: the column's name as the file writes it, and why."""

    line: int
    column: str
    reason: str


@dataclass(slots=True)
class Reading:
    """A row being read: its cells by their meaning, what keeps it out (`troubles`), and what does not (`notes`)."""

    row: Row
    columns: Columns
    heads: tuple[str, ...]
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)

    def cell(self, key: str) -> str:
        place = self.columns.get(key)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else ""

    def wrong(self, key: str, reason: str) -> None:
        """Note what keeps the row out."""
        self.troubles.append(self.trouble(key, reason))

    def note(self, key: str, reason: str) -> None:
        """Note what is left out of the row, which is brought all the same."""
        self.notes.append(self.trouble(key, reason))

    def trouble(self, key: str, reason: str) -> Trouble:
        place = self.columns.get(key)
        column = self.heads[place] if place is not None and place < len(self.heads) else key
        return Trouble(self.row.line, column, reason)
