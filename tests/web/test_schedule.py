"""The calendar, the Appointment Information panel, the Status Tracker, notices."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from chairside.models import Appointment, Operatory, Provider, Subscription

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]
PART = {"X-Part": "yes"}


@pytest.fixture
def desk(cast, as_user):
    return as_user(cast.ana)


@pytest.fixture
def chair(cast):
    return Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="Operatory 1")


def url(name, cast, *parts):
    return reverse(name, args=[cast.downtown.pk, *(part.pk for part in parts)])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def form(patient, chair, /, **more):
    return {
        "patient": str(patient.pk) if patient else "", "day": "2026-11-24", "starts": "09:30", "minutes": "60",
        "operatory": str(chair.pk), "provider": "", "reason": "Cleaning", "note": "", **more,
    }  # fmt: skip


class TestTheCalendar:
    def test_a_day_is_the_locations_own(self, cast, desk):
        late = cast.visit(cast.person("Ken Ito"), hours=12)  # 11 at night in Chicago, tomorrow in UTC
        assert str(late.pk) in text_of(desk.get(url("schedule", cast), {"day": "2026-11-23"}))
        assert str(late.pk) not in text_of(desk.get(url("schedule", cast), {"day": "2026-11-24"}))

    def test_broken_visits_are_listed_apart(self, cast, desk):
        cast.visit(cast.person("Ken Ito"), hours=1, status="broken")
        page = text_of(desk.get(url("schedule", cast)))
        assert "Broken and missed" in page
        assert 'class="visit ' not in page

    @pytest.mark.parametrize("day", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31"])
    def test_an_odd_day_is_today(self, cast, desk, day):
        assert "Monday, November 23" in text_of(desk.get(url("schedule", cast), {"day": day}))

    def test_overlapping_visits_stand_beside_each_other(self, cast, desk, chair):
        for hours in (1, 1.5, 2):
            visit = cast.visit(cast.person("Ken Ito"), hours=hours)
            Appointment.objects.filter(pk=visit.pk).update(operatory=chair)
        page = text_of(desk.get(url("schedule", cast)))
        assert [page.count(f'data-lane="{lane}"') for lane in (0, 1)] == [2, 1]

    def test_an_empty_day_teaches(self, cast, desk, chair):
        assert "Click into an operatory's column" in text_of(desk.get(url("schedule", cast)))


class TestOneAppointment:
    def test_the_panel(self, cast, desk):
        mother = cast.person("Elena Paz", "+13125550103")
        visit = cast.visit(cast.person("Tomas Paz", contact=mother))
        page = text_of(desk.get(url("appointment", cast, visit), headers=PART))
        assert f'data-messages-with="{mother.pk}"' in page
        assert page.count("<option") == 11

    def test_its_address_opens_the_day_with_the_panel(self, cast, desk):
        visit = cast.visit(cast.person("Ken Ito"))
        answer = desk.get(url("appointment", cast, visit))
        assert answer["Location"].endswith(f"?day=2026-11-24&appointment={visit.pk}")

    def test_the_status(self, cast, desk):
        visit = cast.visit(cast.person("Ken Ito"))
        place = url("appointment_status", cast, visit)
        assert desk.put(place, "status=here&before=unconfirmed").status_code == 204
        stale = desk.put(place, "status=broken&before=unconfirmed")
        assert (stale.status_code, text_of(stale)) == (409, "A colleague has set it to Here meanwhile.")
        assert desk.put(place, "status=asleep").status_code == 422
        visit.refresh_from_db()
        assert visit.status == "here"

    def test_a_provider_may_not_set_it(self, cast, as_user):
        place = url("appointment_status", cast, cast.visit(cast.person("Ken Ito")))
        assert as_user(cast.ines).put(place, "status=here").status_code == 404

    def test_an_appointment_of_another_location_is_not_found(self, cast, as_user):
        visit = cast.visit(cast.person("Ken Ito"), location=cast.lakeside)
        assert as_user(cast.ben).get(url("appointment", cast, visit), headers=PART).status_code == 404


class TestTheForm:
    def test_a_new_appointment(self, cast, desk, chair):
        answer = desk.post(url("new_appointment", cast), form(cast.person("Ken Ito"), chair))
        visit = Appointment.objects.get()
        assert answer.status_code == 303
        assert visit.starts_at == datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 9:30 in Chicago
        assert visit.ends_at - visit.starts_at == timedelta(hours=1)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"patient": ""}, "Choose a patient"),
            ({"patient": "me"}, "Choose a patient"),
            ({"day": ""}, "Choose a day, such as"),
            ({"starts": "noon"}, "Choose a time of day"),
            ({"day": "9999-12-31"}, "That day is too far away."),
            ({"day": "2027-03-14", "starts": "02:30"}, "The clocks go forward then"),
            ({"minutes": "3"}, "Choose how long the visit takes"),
            ({"minutes": "1e9"}, "Choose how long the visit takes"),
            ({"operatory": ""}, "Choose an operatory."),
            ({"reason": "x" * 201}, "The reason is longer than 200 characters."),
            ({"note": "x" * 2001}, "The note is longer than 2,000 characters."),
        ],
    )
    def test_a_bad_input_is_told_beside_its_field(self, cast, desk, chair, typed, said):
        answer = desk.post(url("new_appointment", cast), form(cast.person("Ken Ito"), chair, **typed))
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert not Appointment.objects.exists()

    def test_another_practices_patient_or_operatory_is_none(self, cast, desk, chair):
        stranger = cast.person("Ann Other", organization=cast.birch)
        foreign = Operatory.objects.create(organization=cast.birch, location=cast.harbor, name="Chair")
        assert desk.post(url("new_appointment", cast), form(stranger, chair)).status_code == 422
        assert desk.post(url("new_appointment", cast), form(cast.person("Ken"), foreign)).status_code == 422

    def test_an_overlap_is_refused_with_a_clear_word(self, cast, desk, chair):
        ken = cast.person("Ken Ito")
        desk.post(url("new_appointment", cast), form(ken, chair))
        answer = desk.post(url("new_appointment", cast), form(ken, chair, starts="10:00"))
        assert answer.status_code == 422
        assert "Operatory 1 is taken by Ken Ito from 9:30 AM to 10:30 AM." in text_of(answer)

    def test_moving(self, cast, desk, chair):
        ken = cast.person("Ken Ito")
        desk.post(url("new_appointment", cast), form(ken, chair))
        visit = Appointment.objects.get()
        page = text_of(desk.get(url("edit_appointment", cast, visit)))
        assert 'value="09:30"' in page
        desk.post(url("edit_appointment", cast, visit), form(None, chair, starts="14:00", minutes="30"))
        visit.refresh_from_db()
        assert cast.downtown.clock(visit.starts_at).hour == 14


class TestTheTracker:
    def test_cards_stand_by_stage(self, cast, desk):
        for status in ("confirmed", "here", "complete", "broken", "no_show"):
            cast.visit(cast.person(f"Pat {status.title()}"), hours=1, status=status)
        page = text_of(desk.get(url("tracker", cast)))
        found = [stage for stage in ("arriving", "late", "here", "complete") if f"stage-{stage}" in page]
        assert found == ["arriving", "here", "complete"]
        assert "Pat Broken" not in page

    def test_only_todays(self, cast, desk):
        cast.visit(cast.person("Ken Ito"), hours=24)
        assert "Nobody is expected today" in text_of(desk.get(url("tracker", cast)))

    def test_what_a_user_subscribes_to(self, cast, desk):
        okafor = Provider.objects.create(organization=cast.cedar, name="Dr. Okafor")
        own, other = (cast.visit(cast.person(name), hours=1) for name in ("Ken Ito", "Elena Paz"))
        Appointment.objects.filter(pk=own.pk).update(provider=okafor)
        Subscription.objects.create(organization=cast.cedar, user=cast.ana, provider=okafor)
        page = text_of(desk.get(url("tracker", cast)))
        assert ("Ken Ito" in page, "Elena Paz" in page) == (True, False)
        desk.put(reverse("panel"), "only_mine=no")
        assert str(other.pk) in text_of(desk.get(url("tracker", cast)))

    def test_the_pin_is_kept_for_the_user(self, cast, desk):
        desk.put(reverse("panel"), "pinned=yes")
        assert 'data-pinned="yes"' in text_of(desk.get(url("schedule", cast)))


class TestNotices:
    def visit(self, cast, status):
        return cast.visit(cast.person("Ken Ito"), hours=1, status=status)

    @pytest.mark.parametrize("status", ["late", "here", "ready", "chair", "complete"])
    def test_what_is_told(self, cast, desk, status):
        told = desk.get(url("notice", cast, self.visit(cast, status))).json()
        assert told["words"] == f"Ken Ito: {status.title()}"

    @pytest.mark.parametrize("status", ["confirmed", "checkout", "broken", "unconfirmed"])
    def test_what_is_not(self, cast, desk, status):
        assert desk.get(url("notice", cast, self.visit(cast, status))).status_code == 204

    def test_who_subscribes_to_others_hears_nothing(self, cast, desk, chair):
        Subscription.objects.create(organization=cast.cedar, user=cast.ana, operatory=chair)
        visit = self.visit(cast, "here")
        assert desk.get(url("notice", cast, visit)).status_code == 204
        Appointment.objects.update(operatory=chair)
        assert desk.get(url("notice", cast, visit)).status_code == 200

    def test_subscriptions_are_kept(self, cast, desk, chair):
        okafor = Provider.objects.create(organization=cast.cedar, name="Dr. Okafor")
        stranger = Provider.objects.create(organization=cast.birch, name="Dr. Other")
        given = {"provider": [str(okafor.pk), str(stranger.pk), "x"], "operatory": str(chair.pk), "sound": "yes"}
        desk.post(url("notifications", cast), given)
        assert {one.provider or one.operatory for one in Subscription.objects.all()} == {okafor, chair}
        cast.ana.refresh_from_db()
        assert (cast.ana.hears_sounds, cast.ana.wants_desktop_notices) == (True, False)
