"""Campaigns: the right people, once each, at their pace, and an end when somebody says so."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from chairside.actions.campaigns.audience import tally
from chairside.actions.campaigns.keep_campaign import (
    CampaignFacts,
    NameTaken,
    StartedAlready,
    change_campaign,
    drop_campaign,
    mark_of_campaign,
)
from chairside.actions.campaigns.pause_campaign import pause_campaign, resume_campaign
from chairside.actions.campaigns.plan_campaigns import plan_campaigns
from chairside.actions.campaigns.release_campaigns import ROOM, release_campaigns
from chairside.actions.campaigns.start_campaign import OverAlready, start_campaign
from chairside.actions.campaigns.stop_campaign import stop_campaign
from chairside.actions.patients.note_consent import note_consent
from chairside.actions.refusals import ChangedSince
from chairside.models import (
    AuditEntry,
    Campaign,
    ConsentEntry,
    Message,
    Patient,
    PatientRecare,
    PlannedMessage,
    QueuedMessage,
    RecareType,
    TextNumber,
)
from chairside.models.campaign_numbers import Figure, campaign_numbers
from chairside.rules.communications.segment import Ahead, Segment
from chairside.rules.consent_categories import Category
from chairside.rules.delivery import Lane
from chairside.rules.patients import PatientStatus
from tests.actions.campaigns import agrees, campaign, patient, rows, run, started
from tests.actions.communications import texts
from tests.cast import NOW

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def number(place):
    return f"+1312555{1000 + place}"


def counted(made, now=NOW):
    return tally(made, list(made.places.values_list("location_id", flat=True)), now)


class TestSegment:
    def names(self, cast, *places, **filters):
        made = campaign(cast, *places, name=str(uuid4()), segment=Segment(**filters))
        Campaign.objects.filter(pk=made.pk).update(launched_at=NOW, launched_by=cast.ben, starts_at=NOW)
        plan_campaigns(NOW)
        found = PlannedMessage.objects.filter(campaign=made).select_related("patient")
        return {row.patient.given_name for row in found}

    @pytest.fixture(autouse=True)
    def people(self, cast):
        ana = patient(cast, "Ana Paz", number(1), seen=24 * 400, birth_date=date(1950, 1, 1), language="es")
        patient(cast, "Leo Vega", number(2), seen=24 * 10, birth_date=date(2016, 11, 23), status="new")
        patient(cast, "Ken Ito", seen=24 * 40, birth_date=date(1980, 5, 1))
        patient(cast, "Lu Far", number(4), seen=24 * 40, location=cast.lakeside)
        patient(cast, "Ina Gone", number(5), status="inactive")
        patient(cast, "Nobody Known", number(6), seen=None)
        cast.visit(ana, hours=72)

    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            ({}, {"Ana", "Leo", "Ken"}),
            ({"statuses": (PatientStatus.NEW,)}, {"Leo"}),
            ({"seen_until": date(2026, 1, 1)}, {"Ana"}),
            ({"seen_from": date(2026, 11, 1)}, {"Leo"}),
            ({"seen_from": date(2026, 11, 13), "seen_until": date(2026, 11, 13)}, {"Leo"}),
            ({"seen_from": date(2026, 11, 14)}, set()),
            ({"ahead": Ahead.NONE}, {"Leo", "Ken"}),
            ({"ahead": Ahead.SOME}, {"Ana"}),
            ({"visit_from": date(2026, 11, 26), "visit_until": date(2026, 11, 26)}, {"Ana"}),
            ({"visit_from": date(2026, 11, 27)}, set()),
            ({"age_from": 18}, {"Ana", "Ken"}),
            ({"age_to": 10}, {"Leo"}),
            ({"age_to": 9}, set()),
            ({"age_from": 10, "age_to": 60}, {"Leo", "Ken"}),
            ({"language": "es"}, {"Ana"}),
            ({"language": "en"}, {"Leo", "Ken"}),
            ({"only_with_mobile": True}, {"Ana", "Leo"}),
        ],
        ids=str,
    )
    def test_filters(self, cast, filters, names):
        assert self.names(cast, **filters) == names

    def test_by_recare_due_date(self, cast):
        kind = RecareType.objects.create(organization=cast.cedar, name="Cleaning", amount=6)
        PatientRecare.objects.create(
            organization=cast.cedar, location=cast.downtown, patient=Patient.objects.get(given_name="Ken"), type=kind,
            due_on=date(2026, 11, 1), set_at=NOW,
        )  # fmt: skip
        assert self.names(cast, due_until=date(2026, 11, 1)) == {"Ken"}
        assert self.names(cast, due_from=date(2026, 11, 2)) == set()

    def test_across_locations(self, cast):
        assert self.names(cast, cast.downtown, cast.lakeside) == {"Ana", "Leo", "Ken", "Lu"}
        assert set(
            PlannedMessage.objects.filter(patient__given_name="Lu").values_list("location__name", flat=True)
        ) == {"Lakeside"}

    def test_who_was_seen_elsewhere_since_belongs_there(self, cast):
        cast.visit(Patient.objects.get(given_name="Ken"), hours=-5, location=cast.lakeside, status="complete")
        assert self.names(cast) == {"Ana", "Leo"}

    def test_a_broken_visit_makes_nobody_belong_anywhere(self, cast):
        cast.visit(Patient.objects.get(given_name="Nobody"), hours=-5, status="broken")
        assert "Nobody" not in self.names(cast)

    def test_who_has_only_a_visit_ahead_or_a_conversation_belongs_there(self, cast):
        ahead, talking = cast.person("Eva Next", number(7)), cast.person("Ola Talk", number(8))
        cast.visit(ahead)
        thread = cast.thread(talking)
        type(thread).objects.filter(pk=thread.pk).update(last_at=NOW)
        assert {"Eva", "Ola"} <= self.names(cast)

    def test_nobody_of_another_practice_is_ever_in_it(self, cast):
        other = cast.person("Zed Birch", "+12065550100", organization=cast.birch)
        cast.visit(other, hours=-5, location=cast.harbor, status="complete")
        assert "Zed" not in self.names(cast, cast.downtown, cast.lakeside)


class TestWhoIsLeftOut:
    def test_counts_by_reason_add_up(self, cast):
        patient(cast, "Ken Ito", number(1))
        patient(cast, "Mia Paz")
        patient(cast, "Edith Moss", number(2), text_messages=False)
        patient(cast, "Omar Haddad", number(3))
        ConsentEntry.objects.create(
            organization=cast.cedar, number=number(3), opted_in=False, at=NOW, source="word", wording="STOP"
        )
        found = counted(campaign(cast))
        assert (found.patients, found.told, found.texts) == (4, 1, 1)
        assert sorted(found.left_out) == [("no_mobile", 1), ("opted_out", 1), ("prefers_no_texts", 1)]

    def test_an_offer_needs_a_yes_of_its_own(self, cast):
        for place, name in enumerate(("Ken Ito", "Mia Paz"), 1):
            patient(cast, name, number(place))
        agrees(cast, number(2))
        offer = started(cast, category=Category.MARKETING, english="Whitening week! Reply STOP to opt out.")
        assert counted(offer).left_out == [("no_consent", 1)]
        run()
        assert rows() == [("Ken", "skipped", "no_consent"), ("Mia", "sent", "")]

    def test_a_shared_phone_is_one_text(self, cast):
        mother = patient(cast, "Rosa Paz", number(1))
        for name in ("Leo Paz", "Mia Paz"):
            patient(cast, name, contact=mother)
        found = counted(campaign(cast))
        assert (found.patients, found.told, found.texts) == (3, 3, 1)


class TestSending:
    def test_each_gets_the_text_in_their_language(self, cast):
        patient(cast, "Ken Ito", number(1))
        patient(cast, "Luz Paz", number(2), language="es")
        started(cast, spanish="{location}: el viernes no abrimos, {first_name}. STOP: no recibir más.")
        run()
        assert sorted(texts()) == [
            "Downtown: el viernes no abrimos, Luz. STOP: no recibir más.",
            "Downtown: we are closed on Friday, Ken. Reply STOP to opt out.",
        ]
        assert {one.lane for one in QueuedMessage.objects.all()} == {Lane.CAMPAIGN}
        assert Message.objects.first().communication == "Closed on Friday"

    def test_siblings_and_a_phone_shared_by_two_contacts_get_one_text(self, cast):
        mother = patient(cast, "Rosa Paz", number(1), seen=None)
        patient(cast, "Leo Paz", contact=mother)
        patient(cast, "Mia Paz", contact=mother, location=cast.lakeside)
        patient(cast, "Juan Paz", number(1))
        started(cast, cast.downtown, cast.lakeside, english="{patients}: see you")
        run()
        assert [state for _, state, _ in rows()] == ["sent"] * 3
        assert len(texts()) == 1

    def test_a_sibling_held_back_is_not_told_a_second_time(self, cast):
        mother = patient(cast, "Rosa Paz", number(1), seen=None)
        leo, _ = (patient(cast, name, contact=mother) for name in ("Leo Paz", "Mia Paz"))
        reminder = Message.objects.create(
            organization=cast.cedar, location=cast.downtown, thread=cast.thread(mother), direction="out", body="Tomorrow",
            at=NOW - HOUR, communication="Reminder", status="delivered", status_at=NOW,
        )  # fmt: skip
        PlannedMessage.objects.create(
            organization=cast.cedar, location=cast.downtown, kind="appointment", category="care", patient=leo,
            occurrence="x", contact=mother, state="sent", due_at=NOW, until_at=NOW, expires_at=NOW,
            settled_at=NOW - HOUR, message=reminder,
        )  # fmt: skip
        started(cast)
        run()
        assert rows() == [("Leo", "waiting", "one_a_day"), ("Mia", "sent", "")]
        run(NOW + DAY)
        assert rows() == [("Leo", "skipped", "told_already"), ("Mia", "sent", "")]

    def test_run_again_and_again_nobody_gets_two(self, cast):
        for place in range(7):
            patient(cast, f"P{place} Ito", number(place))
        started(cast)
        for _ in range(3):
            run()
        Campaign.objects.update(planned_at=None)
        run()
        assert len(texts()) == len(set(Message.objects.values_list("thread", flat=True))) == 7

    def test_it_waits_for_its_moment_and_chooses_then(self, cast):
        patient(cast, "Ken Ito", number(1))
        started(cast, starts_at=NOW + DAY)
        run()
        assert rows() == []
        patient(cast, "Mia Paz", number(2))
        run(NOW + DAY)
        assert rows() == [("Ken", "sent", ""), ("Mia", "sent", "")]

    def test_quiet_hours_are_the_recipients_own(self, cast):
        patient(cast, "Ken Ito", number(1))
        patient(cast, "Kai Ono", number(2), time_zone="Pacific/Honolulu")
        started(cast)
        run()
        assert rows() == [("Kai", "waiting", "quiet_hours"), ("Ken", "sent", "")]
        run(NOW + 2 * HOUR)
        assert rows() == [("Kai", "sent", ""), ("Ken", "sent", "")]

    def test_only_when_open_waits_for_the_morning(self, cast):
        cast.downtown.hours = {"1": [["09:00", "17:00"]]}
        cast.downtown.save()
        patient(cast, "Ken Ito", number(1))
        started(cast, only_when_open=True)
        run()
        assert rows() == [("Ken", "waiting", "closed")]
        run(datetime(2026, 11, 24, 15, tzinfo=NOW.tzinfo))
        assert rows() == [("Ken", "sent", "")]

    def test_after_its_end_it_is_of_no_use(self, cast):
        patient(cast, "Kai Ono", number(2), time_zone="Pacific/Honolulu")
        started(cast, ends_at=NOW + HOUR)
        run()
        assert rows() == [("Kai", "skipped", "too_late")]

    def test_so_many_a_day(self, cast):
        for place in range(5):
            patient(cast, f"P{place} Ito", number(place))
        started(cast, per_day=2)
        run()
        assert [state for _, state, _ in rows()].count("sent") == 2
        assert {reason for _, state, reason in rows() if state == "waiting"} == {"turn"}
        assert sorted(row.due_at - NOW for row in PlannedMessage.objects.all()) == [0 * DAY, 0 * DAY, DAY, DAY, 2 * DAY]
        run(NOW + 5 * HOUR)
        assert len(texts()) == 2
        run(NOW + DAY)
        assert len(texts()) == 4

    def test_a_pause_makes_no_day_fuller(self, cast):
        for place in range(6):
            patient(cast, f"P{place} Ito", number(place))
        made = started(cast, per_day=2)
        run()
        pause_campaign(made, by=cast.ben, now=NOW)
        run(NOW + DAY)
        assert len(texts()) == 2
        resume_campaign(made, by=cast.ben, now=NOW + 2 * DAY)
        run(NOW + 2 * DAY)
        assert len(texts()) == 4

    def test_the_send_queue_never_holds_more_than_can_be_taken_back(self, cast):
        for place in range(ROOM + 5):
            patient(cast, f"P{place} Ito", number(place))
        started(cast)
        run()
        assert QueuedMessage.objects.count() == ROOM
        QueuedMessage.objects.all().delete()
        run()
        assert len(texts()) == ROOM + 5

    def test_a_number_that_rests_holds_up_no_other_location(self, cast):
        patient(cast, "Ken Ito", number(1))
        patient(cast, "Lu Far", number(2), location=cast.lakeside)
        TextNumber.objects.filter(location=cast.downtown).update(paused_at=NOW)
        started(cast, cast.downtown, cast.lakeside)
        run()
        assert rows() == [("Ken", "waiting", "text_number_paused"), ("Lu", "sent", "")]


class TestInHand:
    @pytest.fixture
    def made(self, cast):
        for place in range(3):
            patient(cast, f"P{place} Ito", number(place))
        return started(cast)

    def test_paused_nothing_leaves_and_resumed_it_goes_on(self, cast, made):
        plan_campaigns(NOW)
        assert pause_campaign(made, by=cast.ben, now=NOW)
        assert release_campaigns(NOW) == 0
        assert resume_campaign(made, by=cast.ben, now=NOW)
        run()
        assert len(texts()) == 3

    def test_paused_what_is_in_the_send_queue_rests_too(self, cast, made):
        run()
        pause_campaign(made, by=cast.ben, now=NOW)
        assert not QueuedMessage.objects.filter(due_at__lte=NOW + 365 * DAY).exists()
        resume_campaign(made, by=cast.ben, now=NOW + HOUR)
        assert QueuedMessage.objects.filter(due_at=NOW + HOUR).count() == 3

    def test_stopped_every_text_that_did_not_leave_says_so(self, cast, made):
        run()
        in_hand = QueuedMessage.objects.first()
        QueuedMessage.objects.filter(pk=in_hand.pk).update(leased_until=NOW + HOUR)
        assert stop_campaign(made, by=cast.ben, now=NOW)
        assert sorted((state, reason) for _, state, reason in rows()) == [
            ("sent", ""), ("skipped", "campaign_stopped"), ("skipped", "campaign_stopped"),
        ]  # fmt: skip
        assert [one.pk for one in QueuedMessage.objects.all()] == [in_hand.pk]
        assert Message.objects.filter(status="failed").count() == 2

    def test_stopped_before_it_began_it_plans_nothing(self, cast, made):
        stop_campaign(made, by=cast.ben, now=NOW)
        run()
        assert rows() == []

    def test_paused_before_it_began_it_plans_nothing_until_it_goes_on(self, cast, made):
        pause_campaign(made, by=cast.ben, now=NOW)
        run()
        assert rows() == []
        resume_campaign(made, by=cast.ben, now=NOW)
        run()
        assert len(rows()) == 3

    def test_no_deed_is_done_twice(self, cast, made):
        assert [pause_campaign(made, by=cast.ben, now=NOW) for _ in range(2)] == [True, False]
        assert [stop_campaign(made, by=cast.ben, now=NOW) for _ in range(2)] == [True, False]
        assert not pause_campaign(made, by=cast.ben, now=NOW)
        assert not resume_campaign(made, by=cast.ben, now=NOW)
        with pytest.raises(StartedAlready):
            start_campaign(made, by=cast.ben, now=NOW)
        assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True)) == [
            "made a campaign", "started a campaign", "paused a campaign", "stopped a campaign",
        ]  # fmt: skip


class TestDraft:
    FACTS = {"name": "Other", "category": Category.CARE, "segment": Segment(age_from=18), "english": "Hi"}

    def facts(self, cast, **more):
        return CampaignFacts(**{**self.FACTS, "location_ids": frozenset({cast.lakeside.pk}), **more})

    def test_it_is_changed_whole(self, cast):
        made = campaign(cast)
        change_campaign(made, self.facts(cast), by=cast.ben, now=NOW, seen=mark_of_campaign(made))
        kept = Campaign.objects.get()
        assert (kept.name, kept.filters) == ("Other", Segment(age_from=18))
        assert [one.location for one in kept.places.all()] == [cast.lakeside]

    def test_a_colleagues_change_is_not_undone(self, cast):
        made = campaign(cast)
        seen = mark_of_campaign(made)
        change_campaign(made, self.facts(cast), by=cast.ben, now=NOW)
        with pytest.raises(ChangedSince):
            change_campaign(made, self.facts(cast, name="Third"), by=cast.ben, now=NOW, seen=seen)

    def test_a_name_is_there_once(self, cast):
        campaign(cast, name="Other")
        with pytest.raises(NameTaken):
            change_campaign(campaign(cast), self.facts(cast), by=cast.ben, now=NOW)

    def test_what_is_started_is_neither_changed_nor_deleted(self, cast):
        made = started(cast)
        with pytest.raises(StartedAlready):
            change_campaign(made, self.facts(cast), by=cast.ben, now=NOW)
        with pytest.raises(StartedAlready):
            drop_campaign(made, by=cast.ben, now=NOW)

    def test_a_draft_is_deleted(self, cast):
        drop_campaign(campaign(cast), by=cast.ben, now=NOW)
        assert not Campaign.objects.exists()

    def test_one_that_ends_before_it_starts_is_not_started(self, cast):
        made = campaign(cast, ends_at=NOW - HOUR)
        with pytest.raises(OverAlready):
            start_campaign(made, by=cast.ben, now=NOW)


def test_no_to_bills_is_no_opt_out_of_a_campaign(cast):
    ken = patient(cast, "Ken Ito", "+13125550121")
    ConsentEntry.objects.create(
        organization=cast.cedar,
        number="+13125550121",
        category="billing",
        opted_in=True,
        at=NOW - timedelta(days=5),
        source="staff",
        wording="Yes",
    )
    started(cast)
    run()
    note_consent(
        ken,
        Category.BILLING,
        agrees=False,
        wording="on the phone",
        location=cast.downtown,
        by=cast.ben,
        now=NOW + timedelta(hours=1),
    )
    figures = campaign_numbers(PlannedMessage.objects.all()).figures
    assert figures[Figure.OPTED_OUT] == 0, figures
