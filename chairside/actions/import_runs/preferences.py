"""Set the preference that a table says in a column of its own; Yes is written into the ledger.

The practice says Yes of each patient by name, so this holds for every record, and not only for contacts. An
opt-out that stands is never overridden, and what staff have set by hand since stays as they set it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from chairside.actions.import_runs.problems import problem
from chairside.actions.import_runs.words import PREFERENCE, YES, preference_said
from chairside.actions.importing.known import AT_ONCE, sort_records
from chairside.actions.importing.report import Count
from chairside.models import AuditEntry, ConsentEntry, ImportProblem, ImportRun, Patient, Phone, Source
from chairside.rules.patients import PhoneType
from chairside.rules.phones import NumberState
from chairside.rules.tables.people import PatientWords

SET_BY_STAFF = "set the preference for text messages"
WORDING = "imported: the practice's file says Yes to text messages in the column “%s”"
LEFT = "staff have set this by hand since; it stays as it is"


def set_preferences(
    run: ImportRun, rows: Sequence[PatientWords], ids: Mapping[str, UUID], fresh: set[UUID], now: datetime
) -> None:
    """Set what these rows newly say."""
    said = [word for word in map(preference_said, rows) if word is not None and word.id in ids]
    changes = sort_records(run.organization, PREFERENCE, said, Count())
    words = {ids[one.id]: one.speaker == YES for one in [*changes.new, *changes.changed]}
    by_hand = _set_by_staff(run, set(words) - fresh)
    lines = {ids[row.id]: row.line for row in rows if row.id in ids}
    ImportProblem.objects.bulk_create(
        problem(run, lines[one], "text_messages", LEFT, kept_out=False) for one in sorted(by_hand)
    )
    yes = {one for one, wants in words.items() if wants} - by_hand
    # new records came with what their row says
    Patient.objects.filter(pk__in=yes - fresh).update(text_messages=True)
    Patient.objects.filter(pk__in=set(words) - yes - by_hand - fresh).update(text_messages=False)
    _write_ledger(run, _mobiles(yes), now)


def _set_by_staff(run: ImportRun, patients: set[UUID]) -> set[UUID]:
    if not patients:
        return set()
    deeds = AuditEntry.objects.filter(organization_id=run.organization_id, action=SET_BY_STAFF, patient_id__in=patients)
    return {one for one in deeds.values_list("patient_id", flat=True) if one}


def _mobiles(patients: set[UUID]) -> set[str]:
    """Give the numbers for texting, the first mobile of each, that can be texted."""
    first: dict[UUID, Phone] = {}
    for phone in Phone.objects.filter(patient__in=patients, type=PhoneType.MOBILE).order_by("position"):
        first.setdefault(phone.patient_id, phone)
    return {phone.number for phone in first.values() if phone.state is NumberState.MOBILE}


def _write_ledger(run: ImportRun, numbers: set[str], now: datetime) -> None:
    standing = ConsentEntry.objects.standing(run.organization_id, numbers)
    column = run.heads[run.columns["text_messages"]]
    entries = [
        ConsentEntry(
            organization_id=run.organization_id,
            number=number,
            opted_in=True,
            at=now,
            source=Source.IMPORT,
            wording=(WORDING % column)[:300],
            by=run.by,
            location=run.location,
        )
        for number in sorted(numbers - set(standing))
    ]
    ConsentEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
