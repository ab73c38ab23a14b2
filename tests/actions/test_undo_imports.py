"""An import is taken back within a day: what it made goes, what it changed is as before, what is in use stays."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from chairside.actions.communications.plan import plan
from chairside.actions.import_records import import_records
from chairside.actions.import_runs.bring_import import bring_import
from chairside.actions.import_runs.fates import references
from chairside.actions.import_runs.states import Elsewhere
from chairside.actions.import_runs.undo_import import TooLate, undo_import
from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.actions.schedule.mark_late import mark_late
from chairside.models import (
    Appointment,
    AuditEntry,
    ConsentEntry,
    ImportChange,
    ImportedRecord,
    ImportRun,
    Operatory,
    Patient,
    Phone,
    PlannedMessage,
    PrimaryContactTerm,
    Provider,
    Task,
)
from tests.actions.communications import rule
from tests.actions.import_tables import (
    KEN,
    LEO,
    MIA,
    ROSA,
    VISITS,
    bring,
    carry,
    fates,
    person,
    table,
    take_in,
    undo,
)
from tests.cast import NOW
from tests.rules.bundles import bundle, lines, patient, practice, related, visit

WATCHED = (Patient, Phone, PrimaryContactTerm, Appointment, Provider, Operatory, ImportedRecord)
pytestmark = pytest.mark.django_db


def everything():
    """Give every row that an import may change, as the database has it."""
    found = {}
    with connection.cursor() as cursor:
        for model in WATCHED:
            cursor.execute(f"SELECT to_jsonb(row)::text FROM {model._meta.db_table} AS row ORDER BY id")
            found[model.__name__] = [json.loads(row) for (row,) in cursor.fetchall()]
    return found


def results(run):
    return {name: run.counts[name] for name in ("removed", "restored", "left")}


def test_what_was_made_is_gone_and_what_was_changed_is_as_before(cast):
    bring(cast, table(KEN, MIA, ROSA))
    before = everything()
    changed = KEN.replace("555-0121", "555-0129").replace("Ken", "Kenji")
    run = bring(cast, table(changed, MIA.replace(",p1,", ",p3,"), ROSA, LEO), now=NOW + timedelta(minutes=1))
    assert fates(run) == {"new": 1, "changed": 2, "same": 1}
    run = undo(cast, run, NOW + timedelta(hours=23))
    assert (run.state, results(run)) == ("undone", {"removed": 1, "restored": 2, "left": 0})
    assert everything() == before


def test_after_undoing_the_file_can_be_brought_again(cast):
    undo(cast, bring(cast, table(KEN, MIA)))
    assert not ImportedRecord.objects.exists()
    assert fates(bring(cast, table(KEN, MIA))) == {"new": 2}


def test_a_record_that_staff_have_changed_is_left_and_told(cast):
    run = bring(cast, table(KEN, MIA, ROSA))
    Patient.objects.filter(given_name="Rosa").update(email="rosa@example.com")
    run = undo(cast, run)
    assert results(run) == {"removed": 2, "restored": 0, "left": 1}
    assert run.left == [str(person("Rosa Paz").pk)]
    assert person("Rosa Paz").phones.count() == 1


def test_a_record_whose_phones_staff_have_changed_is_left_whole(cast):
    bring(cast, table(KEN))
    run = bring(cast, table(KEN.replace("555-0121", "555-0129")))
    Phone.objects.create(
        organization=cast.cedar, patient=person("Ken Ito"), position=1, type="home", number="+13125550188"
    )
    assert results(undo(cast, run)) == {"removed": 0, "restored": 0, "left": 1}
    assert [phone.number for phone in person("Ken Ito").phones.all()] == ["+13125550129", "+13125550188"]


def test_who_has_a_conversation_a_visit_or_speaks_for_somebody_is_left(cast):
    run = bring(cast, table(KEN, MIA, ROSA, "p5,Ann,Low,,,(312) 555-0155,,,", "p6,Bea,Low,,,(312) 555-0156,,,"))
    cast.thread(person("Ann Low"))
    cast.visit(person("Bea Low"))
    tom = cast.person("Tom Old", "+13125550166")
    change_primary_contact(tom, person("Rosa Paz"), by=cast.ben, now=NOW)
    run = undo(cast, run)
    assert results(run) == {"removed": 2, "restored": 0, "left": 3}
    assert set(Patient.objects.values_list("given_name", flat=True)) == {"Ann", "Bea", "Rosa", "Tom"}
    tom.refresh_from_db()
    assert tom.primary_contact == person("Rosa Paz")


def test_whoever_a_record_that_stays_refers_to_stays_too(cast):
    run = bring(cast, table(KEN, MIA, ROSA))
    Patient.objects.filter(given_name="Mia").update(language="es")
    assert results(undo(cast, run)) == {"removed": 1, "restored": 0, "left": 2}
    assert person("Mia Ito").primary_contact == person("Ken Ito")


def test_two_who_pay_for_each_other_are_removed_together(cast):
    run = bring(cast, table("p1,Ken,Ito,,,,,,p2", "p2,Kim,Ito,,,,,,p1"))
    assert results(undo(cast, run)) == {"removed": 2, "restored": 0, "left": 0}


def test_visits_are_undone_with_the_chairs_and_providers_that_came_with_them(cast):
    bring(cast, table(KEN))
    before = everything()
    rows = [f"a{number},p1,11/{20 + number}/2026,9:30 AM,40,Op {number},Dr. Lee," for number in range(1, 4)]
    run = bring(cast, table(*rows, heads=VISITS))
    assert Appointment.objects.count() == 3
    assert results(undo(cast, run)) == {"removed": 3, "restored": 0, "left": 0}
    assert everything() == before


def test_a_visit_that_staff_have_taken_further_is_left_with_its_chair(cast):
    bring(cast, table(KEN))
    run = bring(cast, table("a1,p1,11/23/2026,10:30 AM,40,Op 1,,", "a2,p1,11/25/2026,9:30 AM,40,Op 1,,", heads=VISITS))
    Appointment.objects.filter(external_id="a2").update(status="confirmed")
    assert results(undo(cast, run)) == {"removed": 1, "restored": 0, "left": 1}
    assert Operatory.objects.get().name == "Op 1"


def test_that_the_program_has_marked_a_visit_late_is_nobodys_change(cast):
    bring(cast, table(KEN))
    run = bring(cast, table("a1,p1,11/23/2026,10:30 AM,40,Op 1,,", heads=VISITS))
    assert mark_late(NOW) == 1
    assert results(undo(cast, run)) == {"removed": 1, "restored": 0, "left": 0}


def test_what_the_program_has_planned_for_a_visit_goes_with_it(cast):
    rule(cast.downtown, unit="days")
    bring(cast, table(KEN))
    before = everything()
    run = bring(cast, table("a1,p1,12/3/2026,9:30 AM,40,Op 1,,", heads=VISITS))
    plan(NOW)
    assert PlannedMessage.objects.get().state == "waiting"
    visit = Appointment.objects.get()
    Task.objects.create(
        organization=cast.cedar,
        location=cast.downtown,
        kind="unreachable",
        appointment=visit,
        day="2026-12-03",
        created_at=NOW,
    )
    assert results(undo(cast, run)) == {"removed": 1, "restored": 0, "left": 0}
    assert not PlannedMessage.objects.exists()
    assert not Task.objects.exists()
    assert everything() == before


def test_a_visit_about_which_a_text_has_left_stays(cast):
    rule(cast.downtown, unit="days")
    bring(cast, table(KEN))
    run = bring(cast, table("a1,p1,12/3/2026,9:30 AM,40,Op 1,,", heads=VISITS))
    plan(NOW)
    PlannedMessage.objects.update(state="sent", settled_at=NOW)
    assert results(undo(cast, run)) == {"removed": 0, "restored": 0, "left": 1}


def test_the_ledger_and_the_audit_log_keep_what_was_said(cast):
    run = undo(cast, bring(cast, table(KEN)))
    assert ConsentEntry.objects.count() == 1
    brought, undone = AuditEntry.objects.filter(type="import").order_by("number")
    assert (brought.action, undone.action) == ("brought records from a file", "undid an import")
    assert (undone.user, undone.details) == (cast.ben, {"removed": 1})
    assert run.undone_at == NOW


def test_what_was_kept_for_undoing_goes_with_it(cast):
    run = undo(cast, bring(cast, table(KEN, "p9,,,,,,,,")))
    assert not ImportChange.objects.exists()
    assert not run.problems.exists()


def test_nothing_is_undone_after_a_day_or_twice(cast):
    run = bring(cast, table(KEN))
    with pytest.raises(TooLate):
        undo_import(run, by=cast.ben, now=NOW + timedelta(hours=24))
    undo(cast, run)
    with pytest.raises(Elsewhere):
        undo_import(run, by=cast.ben, now=NOW)
    with pytest.raises(Elsewhere):
        undo_import(take_in(cast, table(KEN)), by=cast.ben, now=NOW)


def test_an_older_import_leaves_what_a_newer_one_has_changed(cast):
    first = bring(cast, table(KEN, MIA))
    second = bring(cast, table(KEN.replace("Ken", "Kenji"), MIA))
    assert results(undo(cast, first)) == {"removed": 1, "restored": 0, "left": 1}
    assert results(undo(cast, second)) == {"removed": 0, "restored": 1, "left": 0}
    assert person("Ken Ito")


# FHIR


BUNDLE = bundle(
    *practice(
        patient("ken", "Ken Ito", "(312) 555-0142"),
        patient("mia", "Mia Ito"),
        related("r", "mia", same_as="ken"),
        visit("v", "ken"),
    )
)


def test_a_fhir_file_can_be_undone_too(db):
    report = import_records(BUNDLE, organization="", now=NOW, file_name="cedar.json")
    run = carry(ImportRun.objects.get(pk=report.run_id))
    undo_import(run, by=None, now=NOW)
    run = carry(run)
    assert results(run) == {"removed": 3, "restored": 0, "left": 0}
    assert [len(rows) for rows in everything().values()] == [0] * len(WATCHED)


def test_a_file_that_changes_nothing_makes_no_import_to_be_undone(db):
    import_records(BUNDLE, organization="", now=NOW)
    assert import_records(BUNDLE, organization="", now=NOW).run_id == ""
    assert ImportRun.objects.count() == 1


def test_a_dry_run_tells_the_same_and_changes_nothing(db):
    report = import_records(BUNDLE, organization="", now=NOW, dry_run=True)
    assert report.counts["Patient"].new == 2
    assert not Patient.objects.exists()


def test_the_worker_checks_and_brings_fhir_into_the_users_organization(cast):
    run = carry(take_in(cast, lines(*practice(patient("ken", "Ken Ito"))), "birch.ndjson"))
    assert (run.kind, run.state, run.counts["new"]) == ("fhir", "checked", 3)
    assert not Patient.objects.exists()
    bring_import(run)
    run = carry(run)
    assert run.state == "brought"
    assert person("Ken Ito").organization == cast.cedar
    assert results(undo(cast, run))["removed"] == 1


def test_a_fhir_file_of_another_practice_is_told(cast):
    [one, *others] = practice(patient("ken", "Ken Ito"))
    run = carry(take_in(cast, bundle({**one, "name": "Oak Dental"}, *others), "oak.json"))
    assert "the file is of Oak Dental" in run.problems.first().reason


def test_a_broken_fhir_file_is_told(cast):
    run = carry(take_in(cast, b'{"resourceType": "Bundle", "type": "collection", "entry": [}', "x.json"))
    assert (run.state, "line 1" in run.fault) == ("failed", True)


# what it costs


def test_whatever_may_refer_to_a_record_is_found_by_an_index(db):
    """An undoing asks of every record whether anything refers to it; only what is kept per location is scanned."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indrelid::regclass::text, attname FROM pg_index "
            "JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] WHERE indpred IS NULL"
        )
        indexed = set(cursor.fetchall())
    missing = {reference for model in (Patient, Appointment) for reference in references(model)} - indexed
    assert missing == set()
