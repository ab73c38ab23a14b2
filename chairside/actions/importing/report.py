"""What became of a file: counts by kind, and every problem with its place."""

from dataclasses import dataclass, field

from chairside.rules.fhir.records import Problem


@dataclass(slots=True)
class Count:
    """How many records of one kind were new, changed, or as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class ImportReport:
    """The whole account of one import."""

    organization: str = ""
    counts: dict[str, Count] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)
    # by which the import can be undone; none when nothing has changed
    run_id: str = ""

    def count(self, kind: str) -> Count:
        return self.counts.setdefault(kind, Count())
