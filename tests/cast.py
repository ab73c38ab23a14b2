"""Named people: Ana at the desk, Ben the office manager, Ines the dentist, Zoe of another practice."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password

from chairside.actions.receive_messages import Fate, receive_messages
from chairside.actions.receiving.knock import Knock
from chairside.models import (
    Appointment,
    ConsentEntry,
    Location,
    Organization,
    Patient,
    Phone,
    PrimaryContactTerm,
    Role,
    TextNumber,
    Thread,
    User,
    UserRole,
)
from chairside.models.identifiers import new_id
from chairside.rules.rights import DEFAULT_ROLES

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)  # 11:00 in Chicago
ACCOUNT = "AC" + "1" * 32
TOKEN = "a token that only tests know"
PASSWORD = make_password("a password for tests", hasher="default")


@dataclass
class Cast:
    """Everybody, and the places they are at."""

    cedar: Organization
    downtown: Location
    lakeside: Location
    ana: User
    ben: User
    ines: User
    birch: Organization
    harbor: Location
    zoe: User

    def person(self, name: str, *numbers: str, organization: Organization | None = None, **more) -> Patient:
        """Make a record with mobile numbers; `contact` is another record, Self without."""
        owner = organization or self.cedar
        given, _, family = name.partition(" ")
        contact = more.pop("contact", None)
        own = new_id()
        more.setdefault("status", "active")
        more.setdefault("text_messages", True)
        patient = Patient.objects.create(
            id=own,
            organization=owner,
            given_name=given,
            family_name=family,
            primary_contact_id=contact.pk if contact else own,
            primary_guarantor_id=contact.pk if contact else own,
            **more,
        )
        for position, number in enumerate(numbers):
            Phone.objects.create(organization=owner, patient=patient, position=position, type="mobile", number=number)
        PrimaryContactTerm.objects.create(
            organization=owner, patient=patient, contact_id=patient.primary_contact_id, from_at=NOW - timedelta(days=90)
        )
        return patient

    def thread(self, contact: Patient, location: Location | None = None, number: str | None = None) -> Thread:
        """Make an empty thread with a contact."""
        place = location or self.downtown
        return Thread.objects.create(
            organization=place.organization,
            location=place,
            contact=contact,
            number=number or contact.phones.first().number,
            created_at=NOW - timedelta(days=60),
        )

    def visit(self, patient: Patient, *, hours: float = 24, reminded: bool = True, location=None, status="unconfirmed"):
        """Make an appointment some hours from now."""
        place = location or self.downtown
        return Appointment.objects.create(
            organization=place.organization,
            location=place,
            patient=patient,
            starts_at=NOW + timedelta(hours=hours),
            ends_at=NOW + timedelta(hours=hours + 1),
            status=status,
            reminded_at=NOW - timedelta(days=1) if reminded else None,
        )


def make_cast() -> Cast:
    """Make the cast anew."""
    cedar, roles = organization("Cedar Dental")
    birch, birch_roles = organization("Birch Dental")
    downtown = location(cedar, "Downtown", "America/Chicago", "+13125550190")
    lakeside = location(cedar, "Lakeside", "America/Phoenix", "+16025550191")
    harbor = location(birch, "Harbor", "America/Los_Angeles", "+12065550192", account="AC" + "2" * 32)
    return Cast(
        cedar,
        downtown,
        lakeside,
        user(cedar, "ana", "Ana Lindgren", {downtown: roles["Receptionist"]}),
        user(cedar, "ben", "Ben Carter", {downtown: roles["Administrator"], lakeside: roles["Administrator"]}),
        user(cedar, "ines", "Ines Okafor", {downtown: roles["Provider"]}),
        birch,
        harbor,
        user(birch, "zoe", "Zoe Marsh", {harbor: birch_roles["Administrator"]}),
    )


def organization(name):
    made = Organization.objects.create(name=name, created_at=NOW)
    roles = {
        role: Role.objects.create(organization=made, name=role, rights=sorted(rights))
        for role, rights in DEFAULT_ROLES.items()
    }
    return made, roles


def location(owner, name, zone, number, account=ACCOUNT):
    made = Location.objects.create(organization=owner, name=name, abbreviation=name[:2].upper(), time_zone=zone)
    TextNumber.objects.create(
        organization=owner,
        location=made,
        number=number,
        account_sid=account,
        auth_token=TOKEN,
        segments_per_second=None,
    )
    return made


def user(owner, username, name, roles):
    made = User.objects.create(organization=owner, username=username, name=name, password=PASSWORD)
    for place, role in roles.items():
        UserRole.objects.create(organization=owner, user=made, location=place, role=role)
    return made


def knock(from_number: str, body: str = "Hello", to: str = "+13125550190", *, sid: UUID | None = None, **more) -> Knock:
    """Make a text at the door of Downtown."""
    account = ACCOUNT if to != "+12065550192" else "AC" + "2" * 32
    return Knock(sid or uuid4(), account, from_number, to, body, **more)


def receive(*knocks: Knock, now: datetime = NOW) -> list[Fate]:
    """Let texts in, all in one batch."""
    return receive_messages(knocks, now)


def opted_out(owner: Organization, number: str) -> bool:
    return ConsentEntry.objects.opted_out(owner.pk, number)
