"""Records, preferences, contacts: what staff change on Patient Information."""

from datetime import date

import pytest

from chairside.actions.patients.change_guarantor import change_guarantor
from chairside.actions.patients.keep_record import BasicFacts, PhoneLine, change_record, make_record
from chairside.actions.patients.set_preference import ConsentMissing, set_preference
from chairside.models import AuditEntry, ConsentEntry, Phone
from chairside.rules.patients import PatientStatus, PhoneType
from tests.cast import NOW, knock, opted_out, receive

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


def facts(**more):
    given = {
        "given_name": "Ken", "family_name": "Ito", "birth_date": date(1980, 5, 1), "status": PatientStatus.ACTIVE,
        "language": "en", "email": "", "phones": (PhoneLine(PhoneType.MOBILE, KEN),),
    }  # fmt: skip
    return BasicFacts(**{**given, **more})


def prefer(cast, patient, *, wants, consent="Signed a form"):
    set_preference(patient, wants=wants, consent=consent, location=cast.downtown, by=cast.ana, now=NOW)


class TestPreference:
    def test_yes_needs_to_say_how_consent_was_given(self, cast):
        ken = cast.person("Ken Ito", KEN, text_messages=False)
        with pytest.raises(ConsentMissing):
            prefer(cast, ken, wants=True, consent="  ")
        assert not ConsentEntry.objects.exists()

    def test_yes_writes_the_ledger(self, cast):
        ken = cast.person("Ken Ito", KEN, text_messages=False)
        prefer(cast, ken, wants=True)
        line = ConsentEntry.objects.get()
        assert (line.number, line.opted_in, line.source, line.by, line.wording) == (
            KEN, True, "staff", cast.ana, "Signed a form",
        )  # fmt: skip

    def test_yes_does_not_undo_a_stop(self, cast):
        ken = cast.person("Ken Ito", KEN)
        receive(knock(KEN, "STOP"))
        prefer(cast, ken, wants=True)
        ken.refresh_from_db()
        assert ken.text_messages
        assert opted_out(cast.cedar, KEN)

    def test_no_leaves_the_ledger(self, cast):
        ken = cast.person("Ken Ito", KEN)
        prefer(cast, ken, wants=False, consent="")
        ken.refresh_from_db()
        assert (ken.text_messages, ConsentEntry.objects.count()) == (False, 0)

    def test_yes_without_a_mobile_has_no_number_to_write_down(self, cast):
        prefer(cast, cast.person("Edith Moss"), wants=True)
        assert not ConsentEntry.objects.exists()


class TestRecords:
    def test_a_new_record_speaks_for_itself(self, cast):
        made = make_record(cast.cedar, facts(), by=cast.ana, now=NOW)
        assert made.speaks_for_self
        assert made.primary_guarantor_id == made.pk
        assert made.contact_terms.get().until_at is None

    def test_a_number_keeps_what_the_carrier_said_of_it(self, cast):
        ken = make_record(cast.cedar, facts(), by=cast.ana, now=NOW)
        Phone.objects.update(unfit_at=NOW)
        more = (PhoneLine(PhoneType.HOME, "+13125550177"), PhoneLine(PhoneType.MOBILE, KEN))
        change_record(ken, facts(phones=more), by=cast.ana, now=NOW)
        found = list(ken.phones.values_list("position", "number", "unfit_at"))
        assert found == [(0, "+13125550177", None), (1, KEN, NOW)]

    def test_the_audit_entry_names_fields_and_not_what_stood_in_them(self, cast):
        ken = make_record(cast.cedar, facts(), by=cast.ana, now=NOW)
        change_record(ken, facts(family_name="Ito-Canary", status=PatientStatus.INACTIVE), by=cast.ana, now=NOW)
        entry = AuditEntry.objects.latest("number")
        assert entry.details == {"fields": ["family_name", "status"], "before": "active", "after": "inactive"}

    def test_keeping_what_stands_is_no_change(self, cast):
        ken = make_record(cast.cedar, facts(), by=cast.ana, now=NOW)
        change_record(ken, facts(), by=cast.ana, now=NOW)
        assert AuditEntry.objects.count() == 1

    def test_a_duplicate_points_to_its_original(self, cast):
        original = cast.person("Ken Ito", KEN)
        copy = make_record(cast.cedar, facts(), by=cast.ana, now=NOW)
        change_record(copy, facts(status=PatientStatus.DUPLICATE, original=original), by=cast.ben, now=NOW)
        copy.refresh_from_db()
        assert copy.duplicate_of == original
        change_record(copy, facts(), by=cast.ben, now=NOW)
        copy.refresh_from_db()
        assert (copy.duplicate_of, copy.status) == (None, "active")

    def test_the_guarantor_is_another_question_than_the_contact(self, cast):
        ken, mother = cast.person("Ken Ito", KEN), cast.person("Yuki Ito")
        change_guarantor(ken, mother, by=cast.ana, now=NOW)
        ken.refresh_from_db()
        assert (ken.primary_guarantor, ken.primary_contact) == (mother, ken)
