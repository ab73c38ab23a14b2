"""Patients, their phones, and who speaks for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Concat

from chairside.models.fields import Within, choices, one_of
from chairside.models.identifiers import new_id
from chairside.models.organization import Organization
from chairside.rules.patients import PatientStatus, PhoneType
from chairside.rules.phones import NumberState, as_written_here, state_of

if TYPE_CHECKING:
    from uuid import UUID

NOT_SPOKEN_FOR = (PatientStatus.NON_PATIENT.value, PatientStatus.DUPLICATE.value)
SPOKEN_FOR = ~Q(status__in=NOT_SPOKEN_FOR)
"""Records that need somebody to be texted about them: a non-patient alone is nobody's contact."""


class Fold(Func):
    """A text without case and accents, for looking up what people type."""

    function = "chairside_fold"
    output_field = models.TextField()


class PatientQuerySet(models.QuerySet["Patient"]):
    """Named sets of records."""

    def primary_contacts(self) -> PatientQuerySet:
        """Keep the records that are now the primary contact of some patient, themselves included."""
        spoken_for = Patient.objects.filter(
            SPOKEN_FOR,
            organization_id=OuterRef("organization_id"),
            primary_contact_id=OuterRef("id"),
        )
        return self.filter(Exists(spoken_for))

    def named(self, words: str) -> PatientQuerySet:
        """Keep the people whose name holds every one of these words, case and accents aside."""
        found = self
        for word in words.replace(",", " ").split() or [words]:
            found = found.filter(folded_name__contains=Fold(Value(word)))
        return found

    def and_their_contacts(self) -> models.QuerySet[Patient, UUID]:
        """Give the ids of these records, and of those who speak for the ones that are spoken for."""
        contact = Case(When(SPOKEN_FOR, then=F("primary_contact_id")))
        both = Func(F("id"), contact, template="unnest(ARRAY[%(expressions)s])", output_field=models.UUIDField())
        return self.values_list(both, flat=True)

    def household_of(self, contact_id: UUID) -> PatientQuerySet:
        """Keep the patients who share this primary contact."""
        return self.filter(SPOKEN_FOR, primary_contact_id=contact_id).order_by("birth_date", "id")


class Patient(models.Model):
    """One record: a patient, or a non-patient who speaks for one. Never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="patients")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    birth_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=16, choices=choices(PatientStatus), default=PatientStatus.NEW)
    duplicate_of = Within("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    # "Self" is the record's own id: one question answers for Self and for others
    primary_contact = Within("self", models.PROTECT, related_name="contact_for")
    primary_guarantor = Within("self", models.PROTECT, related_name="guarantor_for")
    text_messages = models.BooleanField(default=False)
    email_messages = models.BooleanField(default=True)
    language = models.CharField(max_length=16, default="en")
    email = models.EmailField(blank=True)
    # where the patient's own clocks differ from the location's; automated texts keep decent hours by it
    time_zone = models.CharField(max_length=64, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    folded_name = models.GeneratedField(
        expression=Fold(Concat("given_name", Value(" "), "family_name")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = PatientQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "id"], name="patient_within"),
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=~Q(external_id=""),
                name="patient_external_id",
            ),
            one_of("status", PatientStatus, name="patient_status_known"),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | Q(status=PatientStatus.DUPLICATE.value),
                name="only_duplicates_have_an_original",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "primary_contact"], name="patient_by_contact"),
            models.Index(fields=["organization", "family_name", "given_name"], name="patient_by_name"),
            GinIndex(OpClass("folded_name", "gin_trgm_ops"), name="patient_by_part_of_name"),
        )

    def __str__(self) -> str:
        return f"patient {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def called(self) -> str:
        """Give the name by which a text speaks to them: the first one, where there is one."""
        return self.given_name or self.family_name

    @property
    def patient_status(self) -> PatientStatus:
        return PatientStatus(self.status)

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()

    @property
    def speaks_for_self(self) -> bool:
        return self.primary_contact_id == self.pk

    def age_on(self, day: date) -> int | None:
        """Full years on that day; None when the birth date is unknown."""
        if self.birth_date is None:
            return None
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday


class PhoneQuerySet(models.QuerySet["Phone"]):
    """Named sets of phones."""

    def first_mobile_of(self, contact_id: UUID) -> Phone | None:
        """Give the number for texting: the first mobile in the patient's own order."""
        return self.filter(patient_id=contact_id, type=PhoneType.MOBILE).order_by("position").first()

    def heard_as(self, contact_id: UUID | Value) -> PhoneQuerySet:
        """Keep the phones of a contact, and those of their duplicates, who are the same person; their own first."""
        heard = self.filter(Q(patient=contact_id) | Q(patient__duplicate_of=contact_id))
        return heard.order_by(F("patient__duplicate_of").asc(nulls_first=True), "position")

    def contacts_who_have(self, number: str, organization_id: UUID) -> models.QuerySet[Phone, UUID]:
        """Give the primary contacts who are heard on this number, as `CONTACTS` of receiving does for many.

        Of a duplicate that is the original. A contact who has it twice is given twice.
        """
        spoken_for = Patient.objects.filter(
            SPOKEN_FOR,
            Q(primary_contact_id=OuterRef("patient_id")) | Q(primary_contact_id=OuterRef("patient__duplicate_of_id")),
            organization_id=OuterRef("organization_id"),
        )
        return (
            self.filter(Exists(spoken_for), number=number, organization_id=organization_id)
            .annotate(contact_id=Coalesce("patient__duplicate_of_id", "patient_id"))
            .values_list("contact_id", flat=True)
        )


class Phone(models.Model):
    """One entry of a patient's ordered list of phones."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    patient = Within(Patient, models.CASCADE, related_name="phones")
    position = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=8, choices=choices(PhoneType))
    # E.164 where the number is possible at all, else as it was written
    number = models.CharField(max_length=32)
    # what the carrier said since: 21614 and the like; 30005, 30006
    landline_at = models.DateTimeField(null=True, blank=True)
    unfit_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["patient", "position"],
                name="phone_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            one_of("type", PhoneType, name="phone_type_known"),
        )
        indexes = (
            models.Index(fields=["number", "organization"], name="phone_by_number"),
            GinIndex(OpClass("number", "gin_trgm_ops"), name="phone_by_part_of_number"),
        )

    def __str__(self) -> str:
        return f"phone {self.position} of patient {self.patient_id}"

    @property
    def state(self) -> NumberState:
        return state_of(self.number, landline=bool(self.landline_at), unfit=bool(self.unfit_at))

    @property
    def written(self) -> str:
        return as_written_here(self.number)


class PrimaryContactTerm(models.Model):
    """Who was whose primary contact, from when until when; the open term is the present one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT)
    patient = Within(Patient, models.CASCADE, related_name="contact_terms")
    contact = Within(Patient, models.PROTECT, related_name="terms_as_contact")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(until_at__isnull=True),
                name="one_primary_contact_at_a_time",
            ),
        )
        indexes = (models.Index(fields=["contact", "until_at"], name="term_by_contact"),)

    def __str__(self) -> str:
        return f"{self.contact_id} for {self.patient_id}"
