"""`chairside doctor`: is everything there that must be, and if not, what is wrong and what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from chairside.management.examining import carrier, continuity, database, door, machine, sending
from chairside.management.examining.finding import Finding, wrong
from chairside.management.house import open_house


def examine(*, as_json: bool) -> int:
    """Look at everything; give the exit status: 0 when all is well, else 1."""
    open_house()
    findings = list(_findings())
    if as_json:
        json.dump([asdict(finding) for finding in findings], sys.stdout, indent=2)
        print()
    else:
        _tell(findings)
    return 0 if all(finding.is_ok for finding in findings) else 1


def _findings() -> Iterator[Finding]:
    yield (reachable := database.reachable())
    yield from machine.findings()
    yield from door.findings()
    if reachable.is_ok:
        yield (applied := database.migrations())
        yield database.clock()
        if applied.is_ok:
            yield from _of_what_is_stored()


def _of_what_is_stored() -> Iterator[Finding]:
    from chairside.models.fields import SealBroken

    yield from sending.findings()
    yield continuity.restored()
    try:
        numbers = carrier.numbers()
    except SealBroken as broken:
        yield wrong("secret key", "the carrier's tokens cannot be opened", str(broken))
        return
    yield from carrier.findings(numbers)
    yield from door.loops(numbers)


def _tell(findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        mark = "[green]ok[/green]" if finding.is_ok else "[red]wrong[/red]"
        table.add_row(mark, finding.name, f"{finding.what}. {finding.remedy}".strip())
    Console(highlight=False).print(table)
