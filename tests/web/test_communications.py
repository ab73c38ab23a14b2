"""Settings > Patient Care > Patient Communications, the outbox, and what a patient's page says of planned texts."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from chairside.actions.communications.plan import plan
from chairside.models import (
    AuditEntry,
    Communication,
    ConsentEntry,
    Message,
    PlannedMessage,
    Role,
    TextNumberTest,
    Thread,
)
from tests.actions.communications import REMINDER, rule, run
from tests.cast import NOW
from tests.web.answers import words

pytestmark = pytest.mark.django_db
SETUP = {
    "name": "Day before", "trigger": "before", "amount": "1", "unit": "days", "asks_confirmation": "yes", "active": "yes",
    "english": REMINDER, "spanish": "", "earliest": "", "latest": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_now(time_machine_at_now):
    """The cast's moment."""


def url(cast, name="communications", *parts):
    return reverse(name, args=[cast.downtown.pk, *parts])


class TestSettingUp:
    def test_made_changed_switched_off_and_on(self, cast, ben):
        assert ben.post(url(cast, "new_communication"), SETUP).status_code == 303
        made = Communication.objects.get()
        assert (made.location, made.active_since, made.amount, made.asks_confirmation) == (cast.downtown, NOW, 1, True)
        own = url(cast, "communication", made.pk)
        ben.post(own, {**SETUP, "amount": "2", "earliest": "10:00", "latest": "18:00"})
        ben.post(url(cast, "communication_activity", made.pk), {"on": "no"})
        made.refresh_from_db()
        assert (made.amount, str(made.earliest), made.active_since) == (2, "10:00:00", None)
        ben.post(url(cast, "communication_activity", made.pk), {"on": "yes"})
        made.refresh_from_db()
        assert made.active_since == NOW
        actions = AuditEntry.objects.filter(type="communication").order_by("number").values_list("action", flat=True)
        assert list(actions) == [
            "made a communication",
            "changed a communication",
            "switched a communication off",
            "switched a communication on",
        ]

    def test_planning_follows_at_once(self, cast, ben):
        cast.visit(cast.person("Ken Ito", "+13125550107"), hours=48, reminded=False)
        ben.post(url(cast, "new_communication"), SETUP)
        made = Communication.objects.get()
        assert PlannedMessage.objects.get().due_at == NOW + timedelta(hours=24)
        ben.post(url(cast, "communication", made.pk), {**SETUP, "amount": "30", "unit": "hours"})
        assert PlannedMessage.objects.get().due_at == NOW + timedelta(hours=18)
        ben.post(url(cast, "communication_activity", made.pk), {"on": "no"})
        assert PlannedMessage.objects.get().reason == "switched_off"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name": ""}, "Give it a name"),
            ({"name": "Taken"}, "There is a communication of this name already."),
            ({"amount": ""}, "Type a number from 1 to 60."),
            ({"amount": "0"}, "Type a number from 1 to 60."),
            ({"amount": "61"}, "Type a number from 1 to 60."),
            ({"amount": "9" * 4000}, "Type a number from 1 to 60."),
            ({"amount": "²"}, "Type a number from 1 to 60."),
            ({"english": ""}, "Write what the text says."),
            ({"english": "{date} {time} Reply CANCEL to cancel"}, "Do not ask for a word such as CANCEL"),
            ({"english": "{date} {time} {surname}"}, "There is no field {surname}"),
            ({"spanish": "{date} {time} su endodoncia"}, "tells more of the patient"),
            ({"english": "x" * 1601}, "at most 1,600 characters"),
            ({"earliest": "07:00"}, "The law allows texts between"),
            ({"earliest": "soon"}, "Type a time of day."),
            ({"earliest": "15:00", "latest": "14:00"}, "It ends before it begins."),
        ],
    )
    def test_a_bad_input_is_told_and_nothing_typed_is_lost(self, cast, ben, typed, said):
        rule(cast.downtown, "Taken")
        given = {**SETUP, "spanish": "Hola {date} {time} {patients}", "asks_confirmation": "", **typed}
        answer = ben.post(url(cast, "new_communication"), given)
        assert answer.status_code == 422
        assert said in words(answer).replace("&#39;", "'").replace("&#x27;", "'")
        if "spanish" not in typed:
            assert "Hola {date} {time} {patients}</textarea>" in answer.content.decode()
        assert Communication.objects.count() == 1

    def test_a_warning_does_not_stop(self, cast, ben):
        given = {**SETUP, "english": "Your cleaning is at {time}"}
        assert ben.post(url(cast, "new_communication"), given).status_code == 303

    def test_a_colleagues_change_is_not_overwritten_unseen(self, cast, ben):
        kept = rule(cast.downtown, "Day before")
        page = ben.get(url(cast, "communication", kept.pk))
        seen = page.content.decode().split('name="seen" value="')[1].split('"')[0]
        Communication.objects.update(english="{date} {time} changed by a colleague")
        answer = ben.post(url(cast, "communication", kept.pk), {**SETUP, "english": "{date} {time} mine", "seen": seen})
        assert answer.status_code == 422
        assert "changed by a colleague" in words(answer)
        assert "mine</textarea>" in words(answer)

    def test_one_that_was_never_used_is_deleted(self, cast, ben, ana):
        kept = rule(cast.downtown, "Never used", active_since=None)
        assert ana.post(url(cast, "communication_removal", kept.pk)).status_code == 404
        assert "Delete communication" in words(ben.get(url(cast, "communication", kept.pk)))
        assert ben.post(url(cast, "communication_removal", kept.pk)).status_code == 303
        assert not Communication.objects.exists()
        assert AuditEntry.objects.get(action="deleted a communication").details == {"name": "Never used"}

    def test_one_that_has_a_history_stays_and_says_why(self, cast, ben):
        kept = rule(cast.downtown)
        cast.visit(cast.person("Ken Ito", "+13125550107"), hours=48, reminded=False)
        plan(NOW)
        own = url(cast, "communication", kept.pk)
        assert "so it cannot be deleted" in words(ben.get(own))
        assert ben.post(url(cast, "communication_removal", kept.pk))["Location"] == own
        assert "It stays, so that they can be read" in words(ben.get(own))
        assert Communication.objects.get() == kept

    def test_what_it_counts_from_stays(self, cast, ben):
        kept = rule(cast.downtown, "Day before")
        ben.post(url(cast, "communication", kept.pk), {**SETUP, "trigger": "scheduled"})
        kept.refresh_from_db()
        assert kept.trigger == "before"

    def test_who_may_only_see_changes_nothing(self, cast, ana):
        kept = rule(cast.downtown)
        assert ana.get(url(cast)).status_code == 200
        page = ana.get(url(cast, "communication", kept.pk))
        assert page.status_code == 200
        assert "Keep communication" not in words(page)
        assert ana.post(url(cast, "communication", kept.pk), SETUP).status_code == 404
        for name in ("new_communication", "communication_samples"):
            assert ana.post(url(cast, name), SETUP).status_code == 404
        assert ana.post(url(cast, "communication_activity", kept.pk), {"on": "no"}).status_code == 404

    def test_without_the_right_there_is_nothing_to_see(self, cast, ana):
        kept = rule(cast.downtown)
        Role.objects.filter(name="Receptionist").update(rights=["review_inbox_messages", "manage_inbox_messages"])
        for name, parts in (("communications", []), ("outbox", []), ("communication", [kept.pk])):
            assert ana.get(url(cast, name, *parts)).status_code == 404

    def test_a_communication_of_another_location_is_not_found(self, cast, ben):
        kept = rule(cast.lakeside)
        assert ben.get(url(cast, "communication", kept.pk)).status_code == 404

    def test_the_list_says_when_and_whether(self, cast, ana):
        rule(cast.downtown, "Two days", amount=2)
        rule(cast.downtown, "Booked", trigger="scheduled", active_since=None)
        page = words(ana.get(url(cast)))
        assert "2 days before a visit" in page
        assert "when a visit is booked" in page


class TestPreview:
    def test_both_languages_both_cases_with_their_counts(self, cast, ana):
        page = words(ana.post(url(cast, "communication_preview"), {**SETUP, "spanish": "Sí: {patients} {date} {time}"}))
        assert "Downtown: Al on Fri, May 1 at 9:00 AM." in page
        assert "Maximiliana, Bartholomew and Christopher" in page
        assert "1 message" in page
        assert "2 messages" in page
        assert "because of Í" in page or "because of í" in page

    def test_the_linter_speaks_as_one_types(self, cast, ana):
        page = words(ana.post(url(cast, "communication_preview"), {**SETUP, "english": "{time} reply CANCEL {x}"}))
        assert "Do not ask for a word such as CANCEL" in page
        assert "There is no field {x}" in page

    def test_the_forecast_counts_texts_by_hour_and_says_who_is_left_out(self, cast, ana):
        marisol = cast.person("Marisol Vega", "+13125550101")
        for name in ("Leo Vega", "Mia Vega"):
            cast.visit(cast.person(name, contact=marisol), hours=48, reminded=False)
        cast.visit(cast.person("Ken Ito", "+13125550107", text_messages=False), hours=48, reminded=False)
        cast.visit(cast.person("Elena Paz", "+13125550108"), hours=12, reminded=False)
        page = words(ana.post(url(cast, "communication_forecast"), SETUP))
        assert "1 text would leave." in page
        assert "Tuesday, November 24" in page
        assert "11 AM" in page
        assert "1 · Prefers no text messages" in page
        assert "1 · Due before the communication was switched on" in page
        assert not PlannedMessage.objects.exists()

    def test_nothing_to_foretell(self, cast, ana):
        assert "Nothing would leave" in words(ana.post(url(cast, "communication_forecast"), SETUP))

    def test_a_wrong_time_is_told_instead(self, cast, ana):
        page = words(ana.post(url(cast, "communication_forecast"), {**SETUP, "amount": "x"}))
        assert "Type a number from 1 to 60." in page


class TestSample:
    def ask(self, cast, client, **typed):
        return client.post(url(cast, "communication_samples"), {**SETUP, "phone": "(312) 555-0199", **typed})

    def test_it_goes_to_a_phone_of_the_staff_and_begins_no_conversation(self, cast, ben):
        page = words(self.ask(cast, ben))
        test = TextNumberTest.objects.get()
        assert (test.to, test.by) == ("+13125550199", cast.ben)
        assert test.body.startswith("Downtown: Al on Fri, May 1 at 9:00 AM.")
        assert "Sample to (312) 555-0199" in page
        assert not Thread.objects.exists()
        assert "The carrier has taken it" in words(ben.get(url(cast, "communication_sample", test.pk)))

    def test_in_spanish(self, cast, ben):
        self.ask(cast, ben, spanish="Hola {patients}, {date} {time}", sample_language="es")
        assert TextNumberTest.objects.get().body == "Hola Al, vie 1 may 9:00 AM"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"phone": ""}, "That is no mobile number."),
            ({"phone": "+13125550190"}, "own number"),
            ({"english": "{nothing}"}, "There is no field {nothing}"),
        ],
    )
    def test_what_cannot_be_sent_is_told(self, cast, ben, typed, said):
        assert said in words(self.ask(cast, ben, **typed)).replace("&#39;", "'")
        assert not TextNumberTest.objects.exists()

    def test_a_phone_that_opted_out_gets_none(self, cast, ben):
        ConsentEntry.objects.create(
            organization=cast.cedar, number="+13125550199", opted_in=False, at=NOW, source="word", wording="stop"
        )
        assert "That phone has opted out" in words(self.ask(cast, ben))

    def test_a_sample_is_no_proof_of_the_number(self, cast, ben):
        self.ask(cast, ben)
        assert "Test text to" not in words(ben.get(url(cast, "location_information")))

    def test_nobody_else_follows_it(self, cast, ben, ana):
        self.ask(cast, ben)
        assert ana.get(url(cast, "communication_sample", TextNumberTest.objects.get().pk)).status_code == 404


class TestOutbox:
    @pytest.fixture
    def planned(self, cast):
        rule(cast.downtown)
        for name, number, hours, wants in (
            ("Ken Ito", "+13125550107", 24, True),
            ("Elena Paz", "+13125550108", 24, False),
            ("Tom Ackerman", "+13125550109", 48, True),
        ):
            cast.visit(cast.person(name, number, text_messages=wants), hours=hours, reminded=False)
        run(NOW)

    def shown(self, cast, client, **filters):
        page = words(client.get(url(cast, "outbox"), filters))
        return [name for name in ("Ken Ito", "Elena Paz", "Tom Ackerman") if f">{name}<" in page]

    def test_every_text_says_what_became_of_it_and_why(self, cast, ana, planned):
        page = words(ana.get(url(cast, "outbox")))
        assert "Elena Paz prefers no text messages. Ask whether texting is welcome" in page
        assert f'href="{url(cast, "thread", Thread.objects.get().pk)}">Queued' in page
        assert self.shown(cast, ana) == ["Ken Ito", "Elena Paz", "Tom Ackerman"]

    def test_filters(self, cast, ana, planned):
        assert self.shown(cast, ana, state="waiting") == ["Tom Ackerman"]
        assert self.shown(cast, ana, state="skipped") == ["Elena Paz"]
        assert self.shown(cast, ana, reason="prefers_no_texts") == ["Elena Paz"]
        assert self.shown(cast, ana, patient="ken") == ["Ken Ito"]
        assert self.shown(cast, ana, first="2026-11-24", last="2026-11-24") == ["Tom Ackerman"]
        assert self.shown(cast, ana, kind="recare") == []

    @pytest.mark.parametrize("odd", [{"first": "x"}, {"before": "x"}, {"before": "2026-11-24_x"}, {"state": "'"}])
    def test_an_odd_address_is_no_error(self, cast, ana, planned, odd):
        assert ana.get(url(cast, "outbox"), odd).status_code == 200

    def test_older_ones_are_a_click_away(self, cast, ana):
        rule(cast.downtown)
        ken = cast.person("Ken Ito", "+13125550107")
        for place in range(55):
            cast.visit(ken, hours=48 + place / 10, reminded=False)
        plan(NOW)
        page = ana.get(url(cast, "outbox")).content.decode()
        older = page.split('href="?')[1].split('"')[0].replace("&amp;", "&")
        rest = ana.get(f"{url(cast, 'outbox')}?{older}").content.decode()
        assert page.count("planned-waiting") + rest.count("planned-waiting") == 55

    def test_another_location_keeps_its_own(self, cast, ben, planned):
        page = words(ben.get(reverse("outbox", args=[cast.lakeside.pk])))
        assert "No planned text fits" in page


class TestWhyNoReminder:
    def page(self, cast, client, patient):
        return words(client.get(url(cast, "patient_messages", patient.pk)))

    def test_sent_waiting_and_skipped_stand_on_one_page(self, cast, ana):
        rule(cast.downtown)
        ken = cast.person("Ken Ito", "+13125550107")
        cast.visit(ken, hours=24, reminded=False)
        cast.visit(ken, hours=72, reminded=False)
        broken = cast.visit(ken, hours=96, reminded=False)
        run(NOW)
        type(broken).objects.filter(pk=broken.pk).update(status="broken")
        plan(NOW)
        page = self.page(cast, ana, ken)
        assert "Queued" in page
        assert "Waiting until Nov 25, 2026, 11:00 AM" in page.replace("</span>", "").replace('<span class="faint">', "")
        assert "The visit does not take place." in page

    def test_as_things_stand(self, cast, ana):
        rule(cast.downtown)
        ken = cast.person("Ken Ito", "+13125550107")
        cast.visit(ken, hours=72, reminded=False)
        plan(NOW)
        assert "As things stand" not in self.page(cast, ana, ken)
        ken.phones.all().delete()
        assert "As things stand it will not be sent. Ken Ito has no mobile number." in self.page(
            cast, ana, ken
        ).replace("</p><p>", " ")

    def test_where_asking_would_help_it_leads_to_the_preferences(self, cast, ana):
        rule(cast.downtown)
        rosa = cast.person("Rosa Paz", "+13125550107", text_messages=False)
        leo = cast.person("Leo Paz", contact=rosa)
        cast.visit(leo, hours=72, reminded=False)
        plan(NOW)
        link = f'<a href="{url(cast, "preferences", rosa.pk)}?about=care#consent">Preferences of Rosa Paz</a>'
        assert link in self.page(cast, ana, leo)
        assert link in words(ana.get(url(cast, "outbox")))

    def test_a_text_that_did_not_arrive_says_so(self, cast, ana):
        rule(cast.downtown)
        ken = cast.person("Ken Ito", "+13125550107")
        cast.visit(ken, hours=24, reminded=False)
        run(NOW)
        failure = [{"text": "The number is a landline.", "values": {}}, {"text": "Call.", "values": {}}]
        Message.objects.update(status="undelivered", failure=failure)
        page = self.page(cast, ana, ken)
        assert "Not delivered" in page
        assert "The number is a landline. Call." in page

    def test_without_any_communication_it_says_that(self, cast, ana):
        ken = cast.person("Ken Ito", "+13125550107")
        cast.visit(ken, hours=24, reminded=False)
        page = self.page(cast, ana, ken)
        assert "no appointment communication is switched on at Downtown" in page

    def test_it_shows_nothing_of_a_location_that_is_not_the_users(self, cast, ana):
        rule(cast.lakeside, "Lakeside reminder")
        ken = cast.person("Ken Ito", "+13125550107")
        cast.visit(ken, hours=24, reminded=False, location=cast.lakeside)
        with time_machine.travel(NOW + timedelta(hours=3), tick=False):
            run(NOW + timedelta(hours=3))
            assert "Lakeside reminder" not in self.page(cast, ana, ken)
