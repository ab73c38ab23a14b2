"""Where an import stands, in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext, gettext_noop, ngettext

from chairside.models import ImportKind, ImportProblem, ImportRun, ImportState, Location, Patient, User
from chairside.rules.rights import Right
from chairside.rules.tables.columns import phases_of

MOST_PROBLEMS = 100
MOST_LEFT = 100
PHASES = {
    (ImportState.CHECKING, ImportKind.PATIENTS): 2,
    (ImportState.CHECKING, ImportKind.APPOINTMENTS): 2,
}
"""Through how many phases the rows go; once, where it is not said."""

STATES = {
    ImportState.CHOOSING: gettext_noop("waits for its columns"),
    ImportState.CHECKING: gettext_noop("is being checked"),
    ImportState.CHECKED: gettext_noop("checked, waits to be brought"),
    ImportState.BRINGING: gettext_noop("is being brought"),
    ImportState.BROUGHT: gettext_noop("brought"),
    ImportState.UNDOING: gettext_noop("is being undone"),
    ImportState.UNDONE: gettext_noop("undone"),
    ImportState.FAILED: gettext_noop("could not be brought"),
}
FATES = (
    ("new", gettext_noop("new")),
    ("changed", gettext_noop("changed")),
    ("same", gettext_noop("as they are here")),
    ("invalid", gettext_noop("with a problem")),
)


@dataclass(frozen=True)
class Standing:
    """What the page of an import shows besides its columns."""

    run: ImportRun
    location: Location
    user: User
    now: datetime

    @property
    def percent(self) -> int:
        run = self.run
        phases = PHASES.get((ImportState(run.state), ImportKind(run.kind)), 1)
        if run.state == ImportState.BRINGING and run.kind == ImportKind.PATIENTS:
            phases = phases_of(run.columns)
        share = run.done / run.whole if run.whole else 0
        return min(99, int(100 * (run.phase + min(share, 1)) / phases))

    @property
    def fates(self) -> list[tuple[str, str, int]]:
        return [(fate, gettext(words), int(self.run.counts.get(fate, 0))) for fate, words in FATES]

    @property
    def to_bring(self) -> int:
        return int(self.run.counts.get("new", 0)) + int(self.run.counts.get("changed", 0))

    @cached_property
    def problems(self) -> list[ImportProblem]:
        return list(self.run.problems.all()[:MOST_PROBLEMS])

    @cached_property
    def lines_kept_out(self) -> set[int]:
        """Give those lines among the problems shown of which nothing is brought."""
        shown = {problem.line for problem in self.problems}
        return set(self.run.problems.filter(kept_out=True, line__in=shown).values_list("line", flat=True))

    @cached_property
    def problem_count(self) -> int:
        return self.run.problems.count()

    @cached_property
    def has_error_file(self) -> bool:
        return self.run.is_table and self.run.problems.filter(kept_out=True).exists()

    @property
    def may_undo(self) -> bool:
        return self.run.may_undo(self.now)

    @property
    def undo_until(self) -> datetime | None:
        return self.location.clock(self.run.undo_until) if self.run.undo_until else None

    @property
    def left(self) -> list[Patient]:
        """Give the records that an undoing has left, to who may see them."""
        if not self.user.may(Right.REVIEW_PATIENTS, self.location.pk):
            return []
        return list(Patient.objects.filter(organization_id=self.run.organization_id, pk__in=self.run.left)[:MOST_LEFT])

    @property
    def asks_consent(self) -> bool:
        """Whether the table says nothing of text messages, so that the rule of imports decides."""
        return self.run.kind == ImportKind.PATIENTS and "text_messages" not in self.run.columns

    @property
    def state(self) -> str:
        return gettext(STATES[ImportState(self.run.state)])


def result_of(run: ImportRun) -> str:
    """Say in a line what has become of an import."""
    words = gettext(STATES[ImportState(run.state)])
    if run.state == ImportState.BROUGHT:
        count = int(run.counts.get("new", 0)) + int(run.counts.get("changed", 0))
        return ngettext("%(count)s record brought", "%(count)s records brought", count) % {"count": f"{count:,}"}
    return words
