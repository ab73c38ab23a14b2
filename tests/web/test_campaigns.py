"""The pages of campaigns: from a draft to its last recipient, and nothing of them for whom they are not open."""

import re

import pytest
from django.urls import reverse

from chairside.models import Attempt, Campaign, ConsentEntry, Message, PlannedMessage, Role, TextNumberTest
from chairside.rules.communications.segment import Segment
from tests.actions.campaigns import campaign, patient, rows, run, started
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]
KEN, MIA = "+13125550121", "+13125550122"


@pytest.fixture
def form(cast):
    return {
        "name": "Closed on Friday", "place": [str(cast.downtown.pk)], "status": ["new", "active"], "category": "care",
        "english": "{location} is closed on Friday", "start": "now",
    }  # fmt: skip


def at(cast, name, *parts):
    return reverse(name, args=[cast.downtown.pk, *(getattr(part, "pk", part) for part in parts)])


def shown(client, address, **asked):
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestDraft:
    def test_it_is_kept_as_typed_and_nothing_leaves(self, cast, as_user, form):
        patient(cast, "Ken Ito", KEN)
        answer = as_user(cast.ben).post(at(cast, "new_campaign"), {**form, "age_from": "18", "per_day": "50"})
        made = Campaign.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, at(cast, "campaign", made))
        assert (made.filters, made.per_day, made.starts_at) == (Segment(age_from=18), 50, None)
        run()
        assert not Message.objects.exists()

    def test_the_count_says_how_many_and_why_not_others(self, cast, as_user, form):
        patient(cast, "Ken Ito", KEN)
        patient(cast, "Mia Paz")
        patient(cast, "Edith Moss", MIA, text_messages=False)
        answer = as_user(cast.ben).post(at(cast, "campaign_count"), form)
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
        assert "1 text would go out now , to 1 patient. 3 patients fit the filters." in words
        assert "No mobile number 1 Prefers no text messages 1" in words
        assert "Downtown is closed on Friday" in words
        assert "Ken" not in words

    def test_an_offer_without_a_way_out_is_refused(self, cast, as_user, form):
        answer = as_user(cast.ben).post(at(cast, "new_campaign"), {**form, "category": "marketing"})
        assert answer.status_code == 422
        assert "An offer must tell the way out." in answer.content.decode()

    def test_the_filters_of_a_draft_stand_in_its_form(self, cast, as_user):
        made = campaign(cast, cast.downtown, cast.lakeside, segment=Segment(age_from=18, language="es"), per_day=7)
        page = as_user(cast.ben).get(at(cast, "campaign", made)).content.decode()
        assert page.count('name="place" value=') == 2
        assert re.search(r'name="per_day" type="text" value="7"', page)
        assert re.search(r'<option value="es" selected>', page)

    def test_deleted_it_is_gone(self, cast, as_user):
        answer = as_user(cast.ben).post(at(cast, "campaign", campaign(cast)), {"deed": "delete"})
        assert answer["Location"] == at(cast, "campaigns")
        assert not Campaign.objects.exists()

    def test_a_sample_goes_to_a_phone_of_the_staff_and_into_no_conversation(self, cast, as_user):
        made = campaign(cast)
        as_user(cast.ben).post(at(cast, "campaign_sample", made), {"phone": "(312) 555-0177"})
        sample = TextNumberTest.objects.get()
        assert sample.to == "+13125550177"
        assert sample.body == "Downtown: we are closed on Friday, Maximiliana. Reply STOP to opt out."
        assert not Message.objects.exists()


class TestCourse:
    def test_from_the_draft_to_the_text(self, cast, as_user, form):
        patient(cast, "Ken Ito", KEN)
        client = as_user(cast.ben)
        answer = client.post(at(cast, "new_campaign"), {**form, "deed": "start"})
        made = Campaign.objects.get()
        assert answer["Location"] == at(cast, "campaign_start", made)
        assert "1 text would go out now" in shown(client, at(cast, "campaign_start", made))
        assert not made.launched_at
        client.post(at(cast, "campaign_start", made))
        run()
        assert rows() == [("Ken", "sent", "")]
        page = shown(client, at(cast, "campaign", made))
        assert "Texts under way 1" in page
        assert "Sending" in page

    def test_paused_resumed_and_stopped(self, cast, as_user):
        patient(cast, "Ken Ito", KEN)
        made, client = started(cast), as_user(cast.ben)
        for deed, words in (("pause", "Paused since"), ("resume", "Scheduled"), ("stop", "Stopped")):
            assert client.post(at(cast, "campaign_course", made), {"deed": deed}).status_code == 303
            assert words in shown(client, at(cast, "campaign", made))

    def test_a_deed_that_comes_too_late_is_said_kindly(self, cast, as_user):
        made, client = started(cast), as_user(cast.ben)
        client.post(at(cast, "campaign_course", made), {"deed": "stop"})
        answer = client.post(at(cast, "campaign_course", made), {"deed": "pause"}, follow=True)
        assert "not at that point any more" in answer.content.decode()

    def test_started_it_is_not_changed_any_more(self, cast, as_user, form):
        made = started(cast)
        answer = as_user(cast.ben).post(at(cast, "campaign", made), {**form, "name": "Other"}, follow=True)
        assert "started meanwhile" in answer.content.decode()
        assert Campaign.objects.get().name == "Closed on Friday"


class TestWhatCameOfIt:
    def test_every_figure_leads_to_its_recipients(self, cast, as_user):
        ken, _ = patient(cast, "Ken Ito", KEN), patient(cast, "Mia Paz")
        edith = patient(cast, "Edith Moss", MIA)
        made, client = started(cast), as_user(cast.ben)
        run()
        of = {row.patient_id: row.message for row in PlannedMessage.objects.all()}
        Message.objects.filter(pk=of[ken.pk].pk).update(status="delivered", carrier_id="0" * 32)
        Message.objects.filter(pk=of[edith.pk].pk).update(status="failed", error_code=30003)
        for direction, body, meaning in (("in", "What about Monday?", "ordinary"), ("in", "STOP", "opt_out")):
            Message.objects.create(
                organization=cast.cedar, location=cast.downtown, thread=of[ken.pk].thread, direction=direction,
                body=body, at=NOW, meaning=meaning, status="received", status_at=NOW,
            )  # fmt: skip
        ConsentEntry.objects.create(
            organization=cast.cedar, number=KEN, opted_in=False, at=NOW, source="word", wording="STOP"
        )
        page = shown(client, at(cast, "campaign", made))
        for words in (
            "Patients chosen 3", "Patients left out 1", "No mobile number 1", "Texts sent 1", "Texts delivered 1",
            "Texts replied to 1", "Texts failed 1", "(30003) 1", "Texts that ended in an opt-out 1",
        ):  # fmt: skip
            assert words in page
        behind = {
            "skipped": "Mia Paz", "delivered": "Ken Ito", "replied": "Ken Ito", "opted-out": "Ken Ito", "failed": "Edith Moss",
        }  # fmt: skip
        for figure, name in behind.items():
            listed = shown(client, at(cast, "campaign_recipients", made), figure=figure)
            assert [one for one in ("Ken Ito", "Mia Paz", "Edith Moss") if one in listed] == [name]
        assert "Edith Moss" in shown(client, at(cast, "campaign_recipients", made), figure="failed", reason="30003")
        assert "Nobody here now" in shown(client, at(cast, "campaign_recipients", made), figure="failed", reason="1")

    def test_what_the_carrier_took_is_sent_before_it_says_more(self, cast, as_user):
        patient(cast, "Ken Ito", KEN)
        made, client = started(cast), as_user(cast.ben)
        run()
        (text,) = Message.objects.filter(direction="out")
        assert "Texts sent 0" in shown(client, at(cast, "campaign", made))
        Attempt.objects.create(
            organization=cast.cedar, message=text, token="1", started_at=NOW, settled_at=NOW, outcome="accepted",
            from_number="+13125550190", to_number=KEN, lane=1, expires_at=NOW, tries=1,
        )  # fmt: skip
        page = shown(client, at(cast, "campaign", made))
        assert "Texts sent 1" in page
        assert "Texts delivered 0" in page
        assert "Ken Ito" in shown(client, at(cast, "campaign_recipients", made), figure="sent")

    def test_a_figure_that_there_is_not_is_not_found(self, cast, as_user):
        address = at(cast, "campaign_recipients", started(cast))
        assert as_user(cast.ben).get(address, {"figure": "everything"}).status_code == 404


class TestWhoSees:
    def test_who_may_review_sees_but_changes_nothing(self, cast, as_user):
        made, client = campaign(cast), as_user(cast.ana)
        page = client.get(at(cast, "campaign", made)).content.decode()
        assert "we are closed on Friday" in page
        assert "<textarea" not in page
        assert client.post(at(cast, "campaign", made), {"deed": "delete"}).status_code == 404
        for name in ("campaign_start", "campaign_course", "campaign_sample"):
            assert client.post(at(cast, name, made), {"deed": "stop"}).status_code == 404

    def test_at_every_location_concerned_the_right_to_edit_is_needed(self, cast, as_user):
        made = campaign(cast, cast.downtown, cast.lakeside)
        cast.ben.user_roles.filter(location=cast.lakeside).update(
            role=Role.objects.get(organization=cast.cedar, name="Receptionist")
        )
        assert as_user(cast.ben).post(at(cast, "campaign_start", made)).status_code == 404

    def test_a_location_that_is_not_open_can_not_be_chosen(self, cast, as_user, form):
        answer = as_user(cast.ben).post(at(cast, "new_campaign"), {**form, "place": [str(cast.harbor.pk)]})
        assert answer.status_code == 422
        assert not Campaign.objects.exists()

    def test_patients_of_a_location_that_is_not_open_are_neither_counted_nor_named(self, cast, as_user):
        patient(cast, "Ken Ito", KEN)
        patient(cast, "Lu Far", MIA, location=cast.lakeside)
        made = started(cast, cast.downtown, cast.lakeside)
        run()
        page = shown(as_user(cast.ana), at(cast, "campaign", made))
        assert "Patients chosen 1" in page
        assert "1 location of this campaign is not open to you" in page
        assert "Lu Far" not in shown(as_user(cast.ana), at(cast, "campaign_recipients", made))

    def test_a_campaign_of_other_locations_is_not_found(self, cast, as_user):
        made = campaign(cast, cast.lakeside)
        assert as_user(cast.ana).get(at(cast, "campaign", made)).status_code == 404
        assert "Closed on Friday" not in shown(as_user(cast.ana), at(cast, "campaigns"))
