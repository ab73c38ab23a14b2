"""Tell which entries are one person: a guardian of several children is one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chairside.models import Organization, Patient, Phone
from chairside.rules.fhir.records import ContactRecord, PersonRecord

PERSON = "RelatedPerson/"

Likeness = tuple[object, ...]
Groups = dict[Likeness, list[PersonRecord]]


@dataclass(frozen=True, slots=True)
class Guardians:
    """The people of a file who speak for a patient and are none themselves, by what makes them one person."""

    by_likeness: dict[Likeness, PersonRecord]

    def once(self) -> Sequence[PersonRecord]:
        """Give each person once."""
        return list(self.by_likeness.values())

    def id_of(self, record: ContactRecord) -> str:
        """Give the id under which the person of this entry is kept."""
        return self.by_likeness[_likeness(record.person)].id


def guardians(organization: Organization, contacts: Sequence[ContactRecord]) -> Guardians:
    """Join entries with the same name, birth date and phones, under the id by which the person is known here."""
    groups: Groups = defaultdict(list)
    for record in contacts:
        if record.same_as is None:
            groups[_likeness(record.person)].append(record.person)
    named = _named_as_before(groups, _here(organization))
    return Guardians({likeness: replace(group[0], id=named[likeness]) for likeness, group in groups.items()})


def _named_as_before(groups: Groups, here: Sequence[tuple[Likeness, str]]) -> dict[Likeness, str]:
    """Give each person one id of their own: one of their entries' known ids, else of somebody alike, else new."""
    ids = {likeness: sorted(PERSON + one.id for one in group) for likeness, group in groups.items()}
    known, alike = {own for _, own in here}, dict(here)
    named = {likeness: one for likeness, own in ids.items() for one in reversed(own) if one in known}
    taken = set(named.values())
    for likeness in ids.keys() - named.keys():
        # one whose first child has left the file is still the same person
        same = alike.get(likeness)
        named[likeness] = same if same and same not in taken else ids[likeness][0]
    return named


def _here(organization: Organization) -> Sequence[tuple[Likeness, str]]:
    """Give those brought before with their ids, the oldest record last."""
    phones: dict[object, list[tuple[str, str]]] = defaultdict(list)
    brought = Patient.objects.filter(organization=organization, external_id__startswith=PERSON)
    for phone in Phone.objects.filter(patient__in=brought).order_by("position"):
        phones[phone.patient_id].append((phone.type, phone.number))
    return [
        ((one.given_name, one.family_name, one.birth_date, tuple(phones[one.pk])), one.external_id)
        for one in brought.order_by("-id")
    ]


def _likeness(person: PersonRecord) -> Likeness:
    numbers = tuple((str(phone.type), phone.number) for phone in person.phones)
    return person.given_name, person.family_name, person.birth_date, numbers
