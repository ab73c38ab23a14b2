"""Who may be texted: every reason is named, each with its remedy."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.may_text import Circumstances, Code, TextNumberState, by_hand, by_itself
from chairside.rules.patients import PatientStatus
from chairside.rules.phones import NumberState
from chairside.rules.rights import DEFAULT_ROLES, Right

CHICAGO = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 5, tzinfo=UTC)

GOOD = Circumstances(
    location="Downtown",
    text_number=TextNumberState.WORKS,
    contact="Ken Ito",
    contact_status=PatientStatus.ACTIVE,
    number=NumberState.MOBILE,
    opted_out=False,
    prefers_texts=True,
    is_primary_contact=True,
)

CONDITIONS = [
    ({"text_number": TextNumberState.MISSING}, Code.NO_TEXT_NUMBER),
    ({"text_number": TextNumberState.PAUSED}, Code.TEXT_NUMBER_PAUSED),
    ({"contact_status": PatientStatus.INACTIVE}, Code.CONTACT_INACTIVE),
    ({"contact_status": PatientStatus.DUPLICATE}, Code.CONTACT_DUPLICATE),
    ({"number": NumberState.MISSING}, Code.NO_MOBILE),
    ({"number": NumberState.INVALID}, Code.INVALID_MOBILE),
    ({"number": NumberState.LANDLINE}, Code.LANDLINE),
    ({"number": NumberState.UNFIT}, Code.UNFIT_NUMBER),
    ({"opted_out": True}, Code.OPTED_OUT),
    ({"prefers_texts": False}, Code.PREFERS_NO_TEXTS),
    ({"is_primary_contact": False}, Code.NO_LONGER_CONTACT),
    ({"number_is_current": False}, Code.NUMBER_CHANGED),
]


def test_all_well():
    assert by_hand(GOOD, may_manage_inbox=True) == ()


@pytest.mark.parametrize("status", [PatientStatus.NEW, PatientStatus.ACTIVE, PatientStatus.NON_PATIENT])
def test_a_non_patient_contact_may_be_texted(status):
    assert by_hand(replace(GOOD, contact_status=status), may_manage_inbox=True) == ()


@pytest.mark.parametrize(("change", "code"), CONDITIONS)
def test_each_condition_alone(change, code):
    reasons = by_hand(replace(GOOD, **change), may_manage_inbox=True)
    assert [reason.code for reason in reasons] == [code]
    assert str(reasons[0].sentence)
    assert str(reasons[0].remedy)


def test_without_the_right():
    assert [reason.code for reason in by_hand(GOOD, may_manage_inbox=False)] == [Code.NO_RIGHT]


@given(st.lists(st.sampled_from(CONDITIONS), unique_by=lambda one: next(iter(one[0]))))
def test_every_failing_condition_is_named(failing):
    facts = GOOD
    for change, _ in failing:
        facts = replace(facts, **change)
    codes = {reason.code for reason in by_hand(facts, may_manage_inbox=False)}
    expected = {Code.NO_RIGHT, *(code for _, code in failing)}
    if Code.NO_LONGER_CONTACT in expected:
        expected.discard(Code.NUMBER_CHANGED)
    assert codes == expected


def test_the_new_contact_is_named():
    reasons = by_hand(replace(GOOD, is_primary_contact=False, new_contacts=("Petr Novak",)), may_manage_inbox=True)
    assert "Petr Novak" in str(reasons[0].remedy)


@pytest.mark.parametrize("status", [PatientStatus.NON_PATIENT, PatientStatus.INACTIVE, PatientStatus.DUPLICATE])
def test_automated_texts_are_about_current_patients_only(status):
    verdict = by_itself(GOOD, patient_status=status, now=NOON, zone=CHICAGO)
    assert [reason.code for reason in verdict.reasons] == [Code.PATIENT_NOT_CURRENT]


def test_automated_texts_wait_for_a_decent_hour():
    assert by_itself(GOOD, patient_status=PatientStatus.ACTIVE, now=NOON, zone=CHICAGO).may_leave_now
    verdict = by_itself(GOOD, patient_status=PatientStatus.ACTIVE, now=NIGHT, zone=CHICAGO)
    assert verdict.until == datetime(2026, 11, 24, 14, tzinfo=UTC)


def test_default_roles():
    assert set(DEFAULT_ROLES) == {"Administrator", "Billing Coordinator", "Provider", "Receptionist"}
    assert Right.MANAGE_INBOX not in DEFAULT_ROLES["Provider"]
    assert Right.REVIEW_INBOX in DEFAULT_ROLES["Provider"]
    assert Right.MARK_DUPLICATES not in DEFAULT_ROLES["Receptionist"]
