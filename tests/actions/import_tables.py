"""Bring tables in tests: take in, check, bring, undo."""

from chairside.actions.import_runs.begin_import import begin_import
from chairside.actions.import_runs.bring_import import bring_import
from chairside.actions.import_runs.carry_on import Carrying
from chairside.actions.import_runs.choose_columns import choose_columns
from chairside.actions.import_runs.undo_import import undo_import
from chairside.models import ImportRun, Patient
from chairside.rules.tables.columns import TableKind
from tests.cast import NOW

HEADS = "Patient ID,First name,Last name,Birth date,Status,Mobile phone,Home phone,Primary contact,Guarantor"
KEN = "p1,Ken,Ito,5/17/1980,Active,(312) 555-0121,,,"
MIA = "p2,Mia,Ito,3/2/2015,Active,,,p1,"
ROSA = "p3,Rosa,Paz,1/1/1950,Non-Patient,(312) 555-0133,,,"
LEO = "p4,Leo,Paz,2/2/2016,,,,p3,p1"
VISITS = "Appointment ID,Patient ID,Date,Time,Minutes,Operatory,Provider,Status"


def table(*rows: str, heads: str = HEADS) -> bytes:
    return "\n".join([heads, *rows]).encode()


def take_in(cast, content: bytes, name: str = "patients.csv", **more) -> ImportRun:
    return begin_import(
        [content],
        file_name=name,
        organization=cast.cedar,
        location=cast.downtown,
        by=cast.ben,
        now=more.pop("now", NOW),
        **more,
    )


def carry(run: ImportRun, now=NOW) -> ImportRun:
    """Do what the worker does, until nothing is left to do."""
    carrying = Carrying(run.pk)
    while carrying.piece(now):
        pass
    run.refresh_from_db()
    return run


def check(cast, content: bytes, **more) -> ImportRun:
    run = take_in(cast, content, **more)
    choose_columns(run, TableKind(run.kind), run.columns)
    return carry(run)


def bring(cast, content: bytes, **more) -> ImportRun:
    run = check(cast, content, **more)
    assert run.state == "checked", run.fault
    bring_import(run)
    return carry(run)


def undo(cast, run: ImportRun, now=NOW) -> ImportRun:
    undo_import(run, by=cast.ben, now=now)
    return carry(run, now)


def fates(run: ImportRun) -> dict[str, int]:
    return {fate: run.counts[fate] for fate in ("new", "changed", "same", "invalid") if run.counts[fate]}


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in run.problems.all()]


def person(name: str) -> Patient:
    given, _, family = name.partition(" ")
    return Patient.objects.get(given_name=given, family_name=family)
