"""The schedule: statuses, booking, who becomes late, and what every screen hears of it."""

from datetime import UTC, datetime, timedelta
from threading import Thread as Worker

import pytest
from django.db import connection, connections

from chairside.actions.schedule.book import Booking, CannotBook, change_appointment, make_appointment
from chairside.actions.schedule.mark_late import mark_late
from chairside.actions.schedule.set_appointment_status import ChangedMeanwhile, set_appointment_status
from chairside.models import Appointment, AuditEntry, Operatory
from chairside.rules.patients import AppointmentStatus as S
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(cast):
    return Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="Operatory 1")


def booking(chair, *, hours=24.0, minutes=60, **more):
    starts = NOW + timedelta(hours=hours)
    return Booking(starts, starts + timedelta(minutes=minutes), chair, None, **more)


class TestStatuses:
    def test_complete_makes_a_new_patient_active(self, cast):
        ken = cast.person("Ken Ito", status="new")
        visit = cast.visit(ken)
        set_appointment_status(visit, S.COMPLETE, by=cast.ana, now=NOW)
        ken.refresh_from_db()
        assert ken.status == "active"
        assert AuditEntry.objects.get().details == {"before": "unconfirmed", "after": "complete", "made_active": True}

    @pytest.mark.parametrize("status", ["active", "inactive", "non_patient"])
    def test_complete_changes_no_other_status_of_a_patient(self, cast, status):
        ken = cast.person("Ken Ito", status=status)
        set_appointment_status(cast.visit(ken), S.COMPLETE, by=cast.ana, now=NOW)
        ken.refresh_from_db()
        assert ken.status == status

    def test_a_colleagues_status_is_not_overwritten_unseen(self, cast):
        visit = cast.visit(cast.person("Ken Ito"))
        set_appointment_status(visit, S.HERE, by=cast.ana, now=NOW, before=S.UNCONFIRMED)
        with pytest.raises(ChangedMeanwhile) as changed:
            set_appointment_status(visit, S.BROKEN, by=cast.ben, now=NOW, before=S.UNCONFIRMED)
        assert changed.value.status is S.HERE
        visit.refresh_from_db()
        assert visit.status == "here"

    def test_setting_the_same_twice_is_one_deed(self, cast):
        visit = cast.visit(cast.person("Ken Ito"))
        for _ in range(2):
            set_appointment_status(visit, S.HERE, by=cast.ana, now=NOW)
        assert AuditEntry.objects.count() == 1


class TestLateness:
    def test_who_should_have_come_is_late(self, cast):
        ken = cast.person("Ken Ito")
        overdue = cast.visit(ken, hours=-0.5)
        arrived = cast.visit(ken, hours=-0.5, status="here")
        coming = cast.visit(ken, hours=0.5)
        forgotten = cast.visit(ken, hours=-30)
        assert mark_late(NOW) == 1
        found = [Appointment.objects.get(pk=one.pk).status for one in (overdue, arrived, coming, forgotten)]
        assert found == ["late", "here", "unconfirmed", "unconfirmed"]
        assert AuditEntry.objects.get().user is None

    def test_marking_again_changes_nothing(self, cast):
        cast.visit(cast.person("Ken Ito"), hours=-1)
        assert [mark_late(NOW), mark_late(NOW)] == [1, 0]


class TestBooking:
    def test_two_visits_never_share_an_operatory(self, cast, chair):
        make_appointment(cast.downtown, cast.person("Ken Ito"), booking(chair), by=cast.ana, now=NOW)
        with pytest.raises(CannotBook) as cannot:
            make_appointment(cast.downtown, cast.person("Elena Paz"), booking(chair, hours=24.5), by=cast.ana, now=NOW)
        assert cannot.value.field == "starts"
        assert str(cannot.value.words).startswith("Operatory 1 is taken by Ken Ito from 11:00 AM to 12:00 PM.")
        assert Appointment.objects.count() == 1

    def test_one_right_after_the_other_fits(self, cast, chair):
        for hours in (24, 25, 23):
            make_appointment(cast.downtown, cast.person("Ken"), booking(chair, hours=hours), by=cast.ana, now=NOW)
        assert Appointment.objects.count() == 3

    @pytest.mark.parametrize("gone", [S.BROKEN, S.NO_SHOW])
    def test_a_cancelled_visit_leaves_its_place_free(self, cast, chair, gone):
        visit = make_appointment(cast.downtown, cast.person("Ken"), booking(chair), by=cast.ana, now=NOW)
        set_appointment_status(visit, gone, by=cast.ana, now=NOW)
        make_appointment(cast.downtown, cast.person("Elena"), booking(chair), by=cast.ana, now=NOW)

    def test_who_is_moved_has_not_confirmed_the_new_time(self, cast, chair):
        visit = make_appointment(cast.downtown, cast.person("Ken"), booking(chair), by=cast.ana, now=NOW)
        Appointment.objects.update(status="confirmed", reminded_at=NOW)
        change_appointment(visit, booking(chair, hours=24.25), by=cast.ana, now=NOW)
        visit.refresh_from_db()
        assert (visit.status, visit.reminded_at) == ("unconfirmed", None)
        assert AuditEntry.objects.latest("number").action == "moved an appointment"

    def test_a_note_alone_leaves_the_confirmation(self, cast, chair):
        visit = make_appointment(cast.downtown, cast.person("Ken"), booking(chair), by=cast.ana, now=NOW)
        Appointment.objects.update(status="confirmed", reminded_at=NOW)
        change_appointment(visit, booking(chair, note="brings an X-ray"), by=cast.ana, now=NOW)
        visit.refresh_from_db()
        assert (visit.status, visit.note) == ("confirmed", "brings an X-ray")

    def test_a_visit_is_not_in_its_own_way(self, cast, chair):
        visit = make_appointment(cast.downtown, cast.person("Ken"), booking(chair), by=cast.ana, now=NOW)
        change_appointment(visit, booking(chair, hours=24.5), by=cast.ana, now=NOW)
        visit.refresh_from_db()
        assert visit.starts_at == NOW + timedelta(hours=24.5)


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_book_one_visit(live_cast):
    chair = Operatory.objects.create(organization=live_cast.cedar, location=live_cast.downtown, name="Operatory 1")
    ken = live_cast.person("Ken Ito")
    refused = []

    def book():
        try:
            make_appointment(live_cast.downtown, ken, booking(chair), by=live_cast.ana, now=datetime.now(UTC))
        except CannotBook as cannot:
            refused.append(cannot)
        finally:
            connections.close_all()

    desks = [Worker(target=book) for _ in range(4)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert (Appointment.objects.count(), len(refused)) == (1, 3)
    assert connection.is_usable()
