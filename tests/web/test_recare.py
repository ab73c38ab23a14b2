"""Settings > Patient Communications > Recare: its communications, its types, what they would send."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from chairside.actions.communications.plan import plan
from chairside.actions.schedule.set_appointment_status import set_appointment_status
from chairside.models import (
    AuditEntry,
    Communication,
    PatientRecare,
    PlannedMessage,
    RecareType,
    Role,
    TextNumberTest,
)
from chairside.rules.patients import AppointmentStatus
from tests.actions.communications import run
from tests.cast import NOW
from tests.web.answers import words

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
WEEK = {str(day): [["08:00", "17:00"]] for day in range(5)}
SETUP = {
    "kind": "recare", "name": "Time again", "trigger": "before", "amount": "2", "unit": "weeks", "repeat_most": "3", "repeat_amount": "4",
    "repeat_unit": "weeks", "active": "yes", "english": "{location}: time for a visit of {patients}. Call {phone}.",
    "spanish": "", "earliest": "", "latest": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_now(time_machine_at_now):
    """The cast's moment."""


@pytest.fixture
def cleaning(cast):
    type(cast.downtown).objects.filter(pk=cast.downtown.pk).update(hours=WEEK)
    return RecareType.objects.create(
        organization=cast.cedar, name="Adult cleaning", amount=6, unit="months", codes=["D1110"]
    )


@pytest.fixture
def setup(cleaning):
    return {**SETUP, "recare_type": str(cleaning.pk)}


def due(cast, cleaning, patient, on, **more):
    more.setdefault("set_at", NOW - timedelta(days=180))
    return PatientRecare.objects.create(
        organization=cast.cedar, location=cast.downtown, patient=patient, type=cleaning, due_on=on, **more
    )


def url(cast, name="recare", *parts):
    return reverse(name, args=[cast.downtown.pk, *parts])


class TestSettingUp:
    def test_made_changed_switched_off_and_on(self, cast, ben, cleaning, setup):
        assert ben.post(url(cast, "new_recare"), setup)["Location"] == url(cast)
        made = Communication.objects.get()
        kept = (made.kind, made.recare_type, made.trigger, made.amount, made.unit, made.active_since)
        assert kept == ("recare", cleaning, "before", 2, "weeks", NOW)
        assert (made.repeat_most, made.repeat_amount, made.repeat_unit) == (3, 4, "weeks")
        page = words(ben.get(url(cast)))
        assert "Adult cleaning: 2 weeks before the due date, then every 4 weeks, at most 3 times more" in page
        changed = {**setup, "trigger": "after", "amount": "0", "repeat_most": "", "earliest": "10:00"}
        assert ben.post(url(cast, "communication", made.pk), changed)["Location"] == url(cast)
        made.refresh_from_db()
        assert (made.trigger, made.amount, made.repeat_most, str(made.earliest)) == ("after", 0, 0, "10:00:00")
        assert "Adult cleaning: on the due date" in words(ben.get(url(cast)))
        assert ben.post(url(cast, "communication_activity", made.pk), {"on": "no"})["Location"] == url(cast)
        made.refresh_from_db()
        assert made.active_since is None
        assert AuditEntry.objects.filter(type="communication").count() == 3

    def test_planning_follows_at_once(self, cast, ben, cleaning, setup):
        due(cast, cleaning, cast.person("Ken Ito", "+13125550107"), TODAY + timedelta(days=16))
        ben.post(url(cast, "new_recare"), setup)
        row = PlannedMessage.objects.get()
        assert (row.kind, row.state, row.due_at) == ("recare", "waiting", NOW.replace(hour=15) + timedelta(days=2))
        ben.post(url(cast, "communication_activity", Communication.objects.get().pk), {"on": "no"})
        assert PlannedMessage.objects.get().reason == "switched_off"

    def test_what_it_is_about_stays(self, cast, ben, cleaning, setup):
        ben.post(url(cast, "new_recare"), setup)
        other = RecareType.objects.create(organization=cast.cedar, name="Check", amount=12)
        made = Communication.objects.get()
        ben.post(url(cast, "communication", made.pk), {**setup, "recare_type": str(other.pk), "kind": "appointment"})
        made.refresh_from_db()
        assert (made.kind, made.recare_type) == ("recare", cleaning)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name": ""}, "Give it a name"),
            ({"amount": ""}, "Type a number from 0 to 52."),
            ({"amount": "53"}, "Type a number from 0 to 52."),
            ({"repeat_most": "13"}, "Type a number from 0 to 12."),
            ({"repeat_most": "x"}, "Type a number from 0 to 12."),
            ({"repeat_amount": ""}, "Type a number from 1 to 52."),
            ({"repeat_amount": "0"}, "Type a number from 1 to 52."),
            ({"recare_type": ""}, "Choose a recare type."),
            ({"recare_type": "x"}, "Choose a recare type."),
            ({"english": "{time}"}, "There is no field {time}"),
            ({"english": "Reply CANCEL"}, "Do not ask for a word such as CANCEL"),
            ({"earliest": "07:00"}, "The law allows texts between"),
        ],
    )
    def test_a_bad_input_is_told_and_nothing_typed_is_lost(self, cast, ben, setup, typed, said):
        answer = ben.post(url(cast, "new_recare"), {**setup, "spanish": "Hola {patients}", **typed})
        assert answer.status_code == 422
        assert said in words(answer)
        assert "Hola {patients}</textarea>" in answer.content.decode()
        assert not Communication.objects.exists()

    def test_a_type_of_another_practice_is_not_taken(self, cast, ben, setup):
        foreign = RecareType.objects.create(organization=cast.birch, name="Cleaning", amount=6)
        assert ben.post(url(cast, "new_recare"), {**setup, "recare_type": str(foreign.pk)}).status_code == 422

    def test_a_colleagues_change_is_not_overwritten_unseen(self, cast, ben, setup):
        ben.post(url(cast, "new_recare"), setup)
        made = Communication.objects.get()
        page = ben.get(url(cast, "communication", made.pk)).content.decode()
        seen = page.split('name="seen" value="')[1].split('"')[0]
        Communication.objects.update(repeat_most=9)
        answer = ben.post(url(cast, "communication", made.pk), {**setup, "seen": seen})
        assert answer.status_code == 422
        assert "A colleague has changed this meanwhile to: 9" in words(answer)

    def test_who_may_only_see_changes_nothing(self, cast, ana, ben, setup):
        ben.post(url(cast, "new_recare"), setup)
        made = Communication.objects.get()
        assert "Keep communication" not in words(ana.get(url(cast, "communication", made.pk)))
        assert ana.post(url(cast, "communication", made.pk), setup).status_code == 404
        assert ana.post(url(cast, "new_recare"), setup).status_code == 404
        Role.objects.filter(name="Receptionist").update(rights=["review_inbox_messages"])
        assert ana.get(url(cast)).status_code == 404

    def test_opening_hours_are_told(self, cast, ben, setup):
        assert "only while Downtown is open" in words(ben.get(url(cast, "new_recare")))


class TestPreview:
    def test_both_languages_with_their_counts(self, cast, ana, setup):
        page = words(ana.post(url(cast, "communication_preview"), {**setup, "spanish": "Hora: {patients} {date}"}))
        assert "Downtown: time for a visit of Al. Call (312) 555-0190." in page
        assert "Hora: Al vie 1 may" in page
        assert "1 message" in page

    def test_the_forecast_counts_and_says_who_is_left_out(self, cast, ana, cleaning, setup):
        for name, number, on in (
            ("Ken Ito", "+13125550107", TODAY + timedelta(days=3)),
            ("Tom Ackerman", "+13125550109", TODAY + timedelta(days=1)),
            ("Rosa Paz", "+13125550110", TODAY - timedelta(days=2)),
        ):
            due(cast, cleaning, cast.person(name, number), on)
        tom = PatientRecare.objects.get(patient__given_name="Tom")
        cast.visit(tom.patient, hours=24 * 30)
        late = {**setup, "trigger": "after", "amount": "0", "repeat_most": "0"}
        page = words(ana.post(url(cast, "communication_forecast"), late))
        assert "1 text would leave." in page
        assert "Thursday, November 26" in page
        assert "9 AM" in page
        assert "1 · A visit is booked already" in page
        assert "1 · Due before the communication was switched on" in page
        assert not PlannedMessage.objects.exists()

    def test_what_is_due_while_it_is_closed_is_foretold_for_the_opening(self, cast, ana, cleaning, setup):
        due(cast, cleaning, cast.person("Ken Ito", "+13125550107"), TODAY + timedelta(days=5))
        page = words(
            ana.post(url(cast, "communication_forecast"), {**setup, "amount": "0", "unit": "days", "repeat_most": "0"})
        )
        assert "Monday, November 30" in page
        assert "8 AM" in page

    def test_a_sample_goes_to_a_phone_of_the_staff(self, cast, ben, setup):
        ben.post(url(cast, "communication_samples"), {**setup, "phone": "(312) 555-0199"})
        assert TextNumberTest.objects.get().body == "Downtown: time for a visit of Al. Call (312) 555-0190."


class TestTypes:
    TYPE = {"name": "Gum care", "amount": "3", "unit": "months", "codes": "d4910, D4341"}

    def test_made_and_changed(self, cast, ben):
        assert ben.post(url(cast, "new_recare_type"), self.TYPE).status_code == 303
        made = RecareType.objects.get()
        assert (made.organization, made.amount, made.unit, made.codes) == (cast.cedar, 3, "months", ["D4910", "D4341"])
        page = words(ben.get(url(cast, "recare_types")))
        assert "3 months" in page
        assert "D4910, D4341" in page
        ben.post(url(cast, "recare_type", made.pk), {**self.TYPE, "amount": "4", "codes": ""})
        made.refresh_from_db()
        assert (made.amount, made.codes) == (4, [])

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name": ""}, "Give it a name of at most 60 characters."),
            ({"name": "x" * 61}, "Give it a name of at most 60 characters."),
            ({"name": "Adult cleaning"}, "There is a recare type of this name already."),
            ({"amount": "0"}, "Type a number from 1 to 120."),
            ({"amount": "121"}, "Type a number from 1 to 120."),
            ({"unit": "hours"}, "Choose a unit from the list."),
            ({"codes": "D1110 cleaning"}, "“CLEANING” is no procedure code."),
            ({"codes": " ".join(f"D{number}" for number in range(1000, 1041))}, "at most 40 procedure codes"),
        ],
    )
    def test_a_bad_input_is_told_and_kept(self, cast, ben, cleaning, typed, said):
        answer = ben.post(url(cast, "new_recare_type"), {**self.TYPE, **typed})
        assert answer.status_code == 422
        assert said in words(answer)
        assert RecareType.objects.count() == 1

    def test_a_colleagues_change_is_not_overwritten_unseen(self, cast, ben, cleaning):
        page = ben.get(url(cast, "recare_type", cleaning.pk)).content.decode()
        seen = page.split('name="seen" value="')[1].split('"')[0]
        RecareType.objects.update(amount=5)
        answer = ben.post(url(cast, "recare_type", cleaning.pk), {**self.TYPE, "seen": seen})
        assert answer.status_code == 422
        assert "A colleague has changed this meanwhile to: 5" in words(answer)

    def test_who_may_only_see_changes_nothing(self, cast, ana, cleaning):
        assert "Keep recare type" not in words(ana.get(url(cast, "recare_type", cleaning.pk)))
        assert ana.post(url(cast, "recare_type", cleaning.pk), self.TYPE).status_code == 404
        assert ana.post(url(cast, "new_recare_type"), self.TYPE).status_code == 404

    def test_a_type_of_another_practice_is_not_found(self, cast, ben):
        foreign = RecareType.objects.create(organization=cast.birch, name="Cleaning", amount=6)
        assert ben.get(url(cast, "recare_type", foreign.pk)).status_code == 404

    def test_without_any_type_the_list_says_what_comes_first(self, cast, ben):
        page = words(ben.get(url(cast)))
        assert "First say what patients come back for" in page
        assert url(cast, "new_recare_type") in page


class TestDueDates:
    @pytest.fixture
    def ken(self, cast):
        return cast.person("Ken Ito", "+13125550107")

    @pytest.fixture
    def switched_on(self, cast, ben, setup):
        ben.post(url(cast, "new_recare"), setup)

    @pytest.fixture
    def ask(self, cast, ana, ken, cleaning):
        def ask(client=ana, **typed):
            given = {"deed": "set", "type": str(cleaning.pk), "due_on": "2027-05-03", **typed}
            return client.post(url(cast, "patient_appointments", ken.pk), given)

        return ask

    def page(self, cast, client, ken):
        return words(client.get(url(cast, "patient_appointments", ken.pk)))

    @pytest.mark.usefixtures("switched_on")
    def test_it_is_set_by_hand_and_planned_at_once(self, cast, ana, ken, ask):
        on = TODAY + timedelta(days=16)
        assert ask(due_on=on.isoformat()).status_code == 303
        kept = PatientRecare.objects.get()
        assert (kept.patient, kept.due_on, kept.location) == (ken, on, cast.downtown)
        assert PlannedMessage.objects.get().state == "waiting"
        assert "Dec 9, 2026" in self.page(cast, ana, ken)
        assert AuditEntry.objects.get(action="set a recare due date").patient_id == ken.pk
        page = words(ana.get(url(cast, "patient_messages", ken.pk)))
        assert "about Adult cleaning, due Dec 9, 2026" in page
        assert "due Dec 9, 2026" in words(ana.get(url(cast, "outbox")))

    @pytest.mark.usefixtures("switched_on")
    def test_taken_back_its_text_goes_with_it_and_a_visit_sets_the_next(self, cast, ana, ken, cleaning):
        due(cast, cleaning, ken, TODAY + timedelta(days=16), last_on=date(2026, 6, 9))
        plan(NOW)
        assert "Jun 9, 2026" in self.page(cast, ana, ken)
        ana.post(url(cast, "patient_appointments", ken.pk), {"deed": "clear", "type": str(cleaning.pk)})
        assert PlannedMessage.objects.get().reason == "due_date_changed"
        assert "No due date yet." in self.page(cast, ana, ken)
        run(NOW + timedelta(days=3))
        assert PlannedMessage.objects.get().state == "skipped"
        visit = cast.visit(ken, hours=-2)
        type(visit).objects.filter(pk=visit.pk).update(codes=["D1110"])
        set_appointment_status(visit, AppointmentStatus.COMPLETE, by=cast.ana, now=NOW)
        assert PatientRecare.objects.get().due_on == date(2027, 5, 23)

    def test_it_says_who_is_booked_and_who_is_overdue(self, cast, ana, ken, cleaning):
        kept = due(cast, cleaning, ken, TODAY - timedelta(days=1))
        assert "overdue" in self.page(cast, ana, ken)
        cast.visit(ken, hours=48)
        assert "booked" in self.page(cast, ana, kept.patient)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"due_on": ""}, "Choose a date."),
            ({"due_on": "soon"}, "Choose a date."),
            ({"due_on": "1999-12-31"}, "Choose a date between 2000 and 2100."),
            ({"type": "x"}, "Choose a recare type."),
        ],
    )
    def test_a_bad_input_is_told(self, ask, typed, said):
        answer = ask(**typed)
        assert answer.status_code == 422
        assert said in words(answer)
        assert not PatientRecare.objects.exists()

    def test_a_colleagues_date_is_not_overwritten_unseen(self, cast, ana, ken, cleaning):
        seen = self.page(cast, ana, ken).split('name="seen" value="')[1].split('"')[0]
        due(cast, cleaning, ken, TODAY)
        given = {"type": str(cleaning.pk), "due_on": "2027-05-03", "seen": seen}
        answer = ana.post(url(cast, "patient_appointments", ken.pk), given)
        assert answer.status_code == 422
        assert "A colleague has changed" in words(answer)
        assert "2027-05-03" in words(answer)
        assert PatientRecare.objects.get().due_on == TODAY

    def test_who_may_not_edit_records_sets_none(self, cast, as_user, ken, cleaning):
        ines = as_user(cast.ines)
        due(cast, cleaning, ken, TODAY)
        page = self.page(cast, ines, ken)
        assert "Adult cleaning" in page
        assert "Set due date" not in page
        given = {"type": str(cleaning.pk), "due_on": "2027-05-03"}
        assert ines.post(url(cast, "patient_appointments", ken.pk), given).status_code == 404
        assert as_user(cast.zoe).post(url(cast, "patient_appointments", ken.pk), given).status_code == 404
