"""Look patients up by what staff typed: a name, a birth date, or a part of a number."""

from __future__ import annotations

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat

from chairside.models import Location, Patient, Phone
from chairside.models.patient import Fold, PatientQuerySet
from chairside.rules.patients import PatientStatus
from chairside.rules.search_words import Sought
from chairside.web.typed import one_line

LONGEST_SEARCH = 100
MOST_FOUND = 8


def typed(words: str | None) -> str:
    """Give what was typed without what no name holds."""
    return one_line(words or "")[:LONGEST_SEARCH]


def patients_found(location: Location, sought: Sought, *, inactive: bool = True) -> list[Patient]:
    """Give the records that fit, at most eight; a duplicate is answered by its original."""
    records = _that_fit(Patient.objects.filter(organization_id=location.organization_id), sought)
    if not inactive:
        gone = PatientStatus.INACTIVE.value
        records = records.exclude(Q(status=gone) | Q(duplicate_of__status=gone))
    ordered = records.select_related("primary_contact", "duplicate_of__primary_contact")
    begins = Q(folded_name__startswith=Fold(Value(sought.name))) | Q(folded_name__contains=_after_space(sought.name))
    best = Case(When(begins, then=Value(0)), default=Value(1))
    found = ordered.order_by(best, "family_name", "given_name", "id")[: 2 * MOST_FOUND]
    originals = {(one.duplicate_of or one).pk: one.duplicate_of or one for one in found}
    return list(originals.values())[:MOST_FOUND]


def _after_space(name: str) -> Concat:
    return Concat(Value(" "), Fold(Value(name)))


def _that_fit(records: PatientQuerySet, sought: Sought) -> PatientQuerySet:
    if sought.born_on:
        return records.filter(birth_date=sought.born_on)
    if sought.digits:
        owners = Phone.objects.filter(number__contains=sought.digits)
        return records.filter(pk__in=owners.values("patient_id"))
    return records.named(sought.name) if sought.name else records.none()
