"""Tables bring due dates and procedure codes; what is planned follows, and undoing takes all of it back."""

from datetime import date, timedelta

import pytest

from chairside.actions.communications.plan import plan
from chairside.models import Appointment, Patient, PatientRecare, PlannedMessage, RecareType
from tests.actions.communications import outbox, rule
from tests.actions.import_tables import KEN, VISITS, bring, check, fates, person, problems, table, undo
from tests.cast import NOW

pytestmark = pytest.mark.django_db
HEADS = "Patient ID,First name,Last name,Mobile phone,Recare type,Recare due date,Last recare visit"
IDA = "r1,Ida,Berg,(312) 555-0161,adult Cleaning,12/9/2026,6/9/2026"


@pytest.fixture
def cleaning(cast):
    return RecareType.objects.create(organization=cast.cedar, name="Adult cleaning", amount=6, codes=["D1110"])


@pytest.fixture
def again(cast, cleaning):
    return rule(
        cast.downtown, "Time again", kind="recare", recare_type=cleaning, amount=2, unit="weeks", english="{patients}"
    )


def dates():
    kept = PatientRecare.objects.select_related("patient").order_by("patient__given_name")
    return [(one.patient.given_name, one.due_on, one.last_on) for one in kept]


def test_due_dates_come_with_the_patients_and_are_planned_at_once(cast, cleaning, again):
    run = bring(cast, table(IDA, heads=HEADS))
    assert fates(run) == {"new": 1}
    assert dates() == [("Ida", date(2026, 12, 9), date(2026, 6, 9))]
    assert PatientRecare.objects.get().location == cast.downtown
    assert [state for _, state, _ in outbox()] == ["waiting"]


def test_with_a_column_for_text_messages_the_row_says_who_is_planned_for(cast, cleaning, again):
    heads = f"{HEADS},Text Messages"
    bring(cast, table(f"{IDA},yes", f"{IDA.replace('r1,Ida', 'r2,Eva').replace('0161', '0162')},no", heads=heads))
    assert sorted(outbox()) == [("Eva", "skipped", "prefers_no_texts"), ("Ida", "waiting", "")]


def test_brought_again_only_another_date_says_anything(cast, cleaning, again):
    bring(cast, table(IDA, heads=HEADS))
    assert fates(check(cast, table(IDA, heads=HEADS))) == {"same": 1}
    run = bring(cast, table(IDA.replace("12/9/2026", "12/10/2026"), heads=HEADS))
    assert fates(run) == {"changed": 1}
    assert dates() == [("Ida", date(2026, 12, 10), date(2026, 6, 9))]
    assert sorted(reason for _, _, reason in outbox()) == ["", "due_date_changed"]


def test_undoing_takes_a_date_back_with_its_planned_text(cast, cleaning, again):
    before = bring(cast, table(IDA, heads=HEADS))
    changed = bring(cast, table(IDA.replace("12/9/2026", "3/1/2027"), heads=HEADS))
    undo(cast, changed)
    assert dates() == [("Ida", date(2026, 12, 9), date(2026, 6, 9))]
    undo(cast, before)
    assert dates() == []
    assert not Patient.objects.filter(given_name="Ida").exists()
    assert not PlannedMessage.objects.exists()


def test_a_type_that_nobody_knows_is_told_and_the_patient_comes_without_it(cast, cleaning):
    run = bring(cast, table(IDA.replace("adult Cleaning", "Gum care"), heads=HEADS))
    assert [(line, column) for line, column, _ in problems(run)] == [(2, "Recare type")]
    assert "there is no recare type of this name" in problems(run)[0][2]
    assert person("Ida Berg")
    assert dates() == []


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (IDA.replace("12/9/2026", "soon"), "Recare due date", "this is no date"),
        (IDA.replace("6/9/2026", "once"), "Last recare visit", "this is no date"),
        (IDA.replace("adult Cleaning", ""), "Recare type", "the recare type of this due date is missing"),
    ],
)
def test_a_date_that_cannot_be_read_keeps_the_row_out(cast, cleaning, row, column, said):
    run = check(cast, table(row, heads=HEADS))
    assert fates(run) == {"invalid": 1}
    [(_, named, reason)] = problems(run)
    assert (named, said in reason) == (column, True)


def test_a_completed_visit_with_its_code_makes_due_again_and_is_undone(cast, cleaning):
    bring(cast, table(KEN))
    visit = "v1,p1,10/5/2026,9:00 AM,60,Operatory 1,Dr. Okafor,Complete,D0120 d1110"
    run = bring(cast, table(visit, heads=f"{VISITS},Procedure codes"), name="visits.csv")
    assert Appointment.objects.get().codes == ["D0120", "D1110"]
    assert dates() == [("Ken", date(2027, 4, 5), date(2026, 10, 5))]
    undo(cast, run)
    assert dates() == []


def test_a_code_that_is_none_keeps_the_visit_out(cast, cleaning):
    bring(cast, table(KEN))
    visit = "v1,p1,12/5/2026,9:00 AM,60,Operatory 1,Dr. Okafor,,cleaning"
    run = check(cast, table(visit, heads=f"{VISITS},Procedure codes"), name="visits.csv")
    assert problems(run) == [(2, "Procedure codes", "these are no procedure codes, such as D1110")]


def test_a_visit_that_a_file_moves_is_planned_anew_at_once(cast):
    bring(cast, table(KEN))
    rule(cast.downtown)
    visit = "v1,p1,11/27/2026,9:00 AM,60,Operatory 1,Dr. Okafor,"
    bring(cast, table(visit, heads=VISITS), name="visits.csv")
    [before] = PlannedMessage.objects.all()
    bring(cast, table(visit.replace("11/27", "11/30"), heads=VISITS), name="visits.csv")
    states = {row.due_at: (row.state, row.reason) for row in PlannedMessage.objects.all()}
    assert states == {
        before.due_at: ("skipped", "moved"),
        before.due_at + timedelta(days=3): ("waiting", ""),
    }
    bring(cast, table(f"{visit.replace('11/27', '11/30')}Broken", heads=VISITS), name="visits.csv")
    assert {reason for _, _, reason in outbox()} == {"moved", "not_taking_place"}


def test_a_visit_that_a_file_books_ends_the_recare_text_at_once(cast, cleaning, again):
    bring(cast, table(IDA, heads=HEADS))
    plan(NOW)
    bring(cast, table("v1,r1,12/20/2026,9:00 AM,60,,,", heads=VISITS), name="visits.csv")
    assert [(state, reason) for _, state, reason in outbox() if reason] == [("skipped", "booked")]
