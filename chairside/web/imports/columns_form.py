"""The form in which a person says what each column of a table means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext

from chairside.models import ImportRun
from chairside.rules.fhir.records import BrokenFile
from chairside.rules.tables.columns import TARGETS, TableKind, Target, guess, missing
from chairside.rules.tables.reader import PROBLEM_COLUMN, Form, rows_of

SAMPLES = 3
LONGEST_SAMPLE = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its first cells and what it means; `name` is the name of its field."""

    name: str
    head: str
    samples: list[str]
    target: str
    error: str


class ColumnsForm:
    """Reads what was chosen, or guesses; `errors` are by field name, `faults` concern the whole."""

    def __init__(self, run: ImportRun, kind: TableKind, given: Mapping[str, str] | None = None) -> None:
        self.run = run
        self.kind = kind
        self.errors: dict[str, str] = {}
        self.faults: list[str] = []
        self._chosen = self._read(given) if given is not None else self._guess()

    @property
    def targets(self) -> list[tuple[str, str]]:
        """What a column can mean, for people."""
        return [("", gettext("– left out –")), *((one.key, gettext(one.name)) for one in TARGETS[self.kind])]

    @property
    def columns(self) -> list[Column]:
        samples = self._samples()
        return [
            Column(
                name=f"column-{place}",
                head=head,
                samples=[cells[place][:LONGEST_SAMPLE] for cells in samples if place < len(cells) and cells[place]],
                target=self._chosen.get(place, ""),
                error=self.errors.get(f"column-{place}", ""),
            )
            for place, head in enumerate(self.run.heads)
            if head.casefold() != PROBLEM_COLUMN
        ]

    def chosen(self) -> dict[str, int] | None:
        """Give each target's column; None when something is wrong, told by `errors` and `faults`."""
        self._check_twins()
        columns = {target: place for place, target in self._chosen.items()}
        if lacking := missing(self.kind, columns):
            words = gettext("No column is chosen for: %(names)s.")
            self.faults.append(words % {"names": ", ".join(gettext(one.name) for one in lacking)})
            for one in lacking:
                self._mark_likely(one)
        return None if self.errors or self.faults else columns

    def _check_twins(self) -> None:
        names = dict(self.targets)
        words = gettext("Several columns are brought to “%(name)s”. Keep one of them.")
        for target, times in Counter(self._chosen.values()).items():
            for place, one in self._chosen.items():
                if times > 1 and one == target:
                    self.errors[f"column-{place}"] = words % {"name": names[target]}

    def _mark_likely(self, lacking: Target) -> None:
        """Mark the column that may be meant: the one with such a name, else the first that is left out."""
        left_out = [place for place in range(len(self.run.heads)) if place not in self._chosen]
        likely = guess(self.kind, self.run.heads).get(lacking.key)
        place = likely if likely in left_out else next(iter(left_out), None)
        if place is not None:
            words = gettext("Is this the column for “%(name)s”? Then choose it here.")
            self.errors.setdefault(f"column-{place}", words % {"name": gettext(lacking.name)})

    def _read(self, given: Mapping[str, str]) -> dict[int, str]:
        known = {one.key for one in TARGETS[self.kind]}
        chosen = {}
        for place in range(len(self.run.heads)):
            target = given.get(f"column-{place}", "")
            if target in known:
                chosen[place] = target
            elif target:
                self.errors[f"column-{place}"] = gettext("Choose what the column means from the list.")
        return chosen

    def _guess(self) -> dict[int, str]:
        same = self.kind == self.run.kind
        columns = self.run.columns if same else guess(self.kind, self.run.heads)
        return {place: target for target, place in columns.items()}

    def _samples(self) -> list[tuple[str, ...]]:
        form = Form(self.run.form["encoding"], self.run.form["delimiter"], self.run.heads)
        try:
            return [row.cells for row in islice(rows_of(self.run.parts, form), SAMPLES)]
        except BrokenFile:
            # the check tells where and why
            return []
