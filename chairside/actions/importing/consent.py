"""Preference and consent of those who come with a practice's own records.

The practice states with its records that these people gave it their number for their care: that is prior
express consent to texts about health care (47 CFR 64.1200(a)(2); FCC 15-72), not to promotion. So a
new primary contact whose number for texting is a valid mobile prefers texts, and the ledger says where
that comes from. Nobody else: not a child with a phone of their own, not a landline, not who has left.
What a phone has said before stands; what staff have set since is never touched.
"""

from datetime import datetime
from uuid import UUID

from chairside.actions.importing.known import AT_ONCE
from chairside.models import ConsentEntry, Organization, Patient, Phone, Source
from chairside.rules.patients import PatientStatus, PhoneType
from chairside.rules.phones import NumberState

WORDING = "imported: the practice states prior express consent to texts about care"


def note_consent(organization: Organization, fresh: set[UUID], now: datetime) -> None:
    """Set the preference of new primary contacts, and note consent for numbers not in the ledger yet."""
    mobiles = _mobiles(organization, fresh)
    Patient.objects.filter(pk__in=mobiles).update(text_messages=True)
    numbers = set(mobiles.values())
    standing = ConsentEntry.objects.standing(organization.pk, numbers)
    entries = [
        ConsentEntry(
            organization=organization, number=number, opted_in=True, at=now, source=Source.IMPORT, wording=WORDING
        )
        for number in sorted(numbers - set(standing))
    ]
    ConsentEntry.objects.bulk_create(entries, batch_size=AT_ONCE)


def _mobiles(organization: Organization, fresh: set[UUID]) -> dict[UUID, str]:
    """Give the number for texting, the first mobile, of each new contact who can be texted on it."""
    contacts = Patient.objects.filter(organization=organization, pk__in=fresh).exclude(status=PatientStatus.INACTIVE)
    phones = Phone.objects.filter(patient__in=contacts.primary_contacts(), type=PhoneType.MOBILE)
    first: dict[UUID, Phone] = {}
    for phone in phones.order_by("position"):
        first.setdefault(phone.patient_id, phone)
    return {owner: phone.number for owner, phone in first.items() if phone.state is NumberState.MOBILE}
