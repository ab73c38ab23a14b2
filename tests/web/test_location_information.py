"""Location Information: its form, the days with other hours, the pause, and the proof of the number."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.urls import reverse

from chairside.actions.locations.prove_number import apply_test_report, ask_for_test, send_tests
from chairside.actions.receive_messages import Fate
from chairside.carriers.port import Accepted, CarrierStatus, Refused, StatusReport
from chairside.models import AuditEntry, KnockTally, Message, TextNumber, TextNumberTest
from tests.cast import NOW, knock, receive

PHONE = "+13125550177"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, as_user):
    return as_user(cast.ben)


def url(name, cast):
    return reverse(name, args=[cast.downtown.pk])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def fields(**more):
    return {
        "name": "Downtown", "abbreviation": "DT", "street": "1 Main St", "city": "Chicago", "region": "IL",
        "postal_code": "60601", "time_zone": "America/Chicago", "day0-morning-opens": "08:00",
        "day0-morning-closes": "17:00", **more,
    }  # fmt: skip


class TestTheForm:
    def test_it_is_kept_and_written_down(self, cast, desk):
        assert desk.post(url("location_information", cast), fields(name="Old Town")).status_code == 303
        cast.downtown.refresh_from_db()
        assert (cast.downtown.name, cast.downtown.hours) == ("Old Town", {"0": [["08:00", "17:00"]]})
        assert set(AuditEntry.objects.get().details["fields"]) >= {"name", "hours", "street"}

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name": " "}, "This cannot be empty."),
            ({"name": "lakeside"}, "Another location has this name."),
            ({"abbreviation": "DOWNTOWNER"}, "Shorten this to 8 characters."),
            ({"time_zone": "Mars/Olympus"}, "Choose a time zone from the list."),
            ({"day0-morning-opens": "18:00"}, "It closes before it opens."),
            ({"day0-morning-closes": ""}, "Give both times"),
            ({"day0-afternoon-opens": "16:00", "day0-afternoon-closes": "18:00"}, "The two stretches overlap."),
            ({"day3-morning-opens": "early", "day3-morning-closes": "late"}, "Give both times"),
        ],
    )
    def test_a_bad_input_is_told(self, cast, desk, typed, said):
        answer = desk.post(url("location_information", cast), fields(**typed))
        assert answer.status_code == 422
        assert said in text_of(answer)
        cast.downtown.refresh_from_db()
        assert cast.downtown.hours == {}

    def test_a_receptionist_finds_no_such_page(self, cast, as_user):
        assert as_user(cast.ana).get(url("location_information", cast)).status_code == 404

    def test_a_day_with_other_hours(self, cast, desk):
        place = url("hours_exceptions", cast)
        desk.post(place, {"day": "2027-12-24", "closed": "yes", "note": "Christmas Eve"})
        assert cast.downtown.hours_exceptions.get().hours == []
        assert "Christmas Eve" in text_of(desk.get(url("location_information", cast)))
        assert desk.post(place, {"day": "2027-12-31"}).status_code == 422
        assert desk.post(place, {"day": "x", "closed": "yes"}).status_code == 422
        desk.post(place, {"day": "2027-12-24", "deed": "drop"})
        assert not cast.downtown.hours_exceptions.exists()


class TestThePause:
    def test_it_rests_and_works_again(self, cast, desk):
        desk.post(url("text_number_pause", cast), {"deed": "pause", "reason": "Moving"})
        assert TextNumber.objects.get(location=cast.downtown).paused_at is not None
        assert "Moving" in text_of(desk.get(url("location_information", cast)))
        desk.post(url("text_number_pause", cast), {"deed": "resume"})
        assert TextNumber.objects.get(location=cast.downtown).paused_at is None
        assert [entry.action for entry in AuditEntry.objects.order_by("number")] == [
            "paused the text number", "resumed the text number",
        ]  # fmt: skip


class Carrier:
    """A carrier that takes, or refuses, what it is given."""

    def __init__(self, refuses=None):
        self.refuses = refuses
        self.sent = []

    async def send(self, account, **text):
        if self.refuses:
            raise Refused("no", self.refuses)
        self.sent.append(text)
        return Accepted(carrier_id=None, status=CarrierStatus.QUEUED)


@pytest.fixture
def test_of_downtown(cast):
    return ask_for_test(cast.downtown, PHONE, by=cast.ben, now=NOW)


def hand_over(carrier):
    async_to_sync(send_tests)(carrier, "https://office.example", "https://carrier.example", NOW)


class TestTheWayOut:
    def test_it_is_sent_once_with_its_token(self, test_of_downtown):
        carrier = Carrier()
        hand_over(carrier)
        hand_over(carrier)
        [text] = carrier.sent
        assert text["to_number"] == PHONE
        assert test_of_downtown.code in text["body"]
        assert text["status_url"].endswith(f"/status/{test_of_downtown.token}")
        assert TextNumberTest.objects.get().accepted_at == NOW

    def test_a_refusal_is_told_in_words(self, test_of_downtown):
        hand_over(Carrier(refuses=21610))
        test_of_downtown.refresh_from_db()
        assert (test_of_downtown.failed_at, test_of_downtown.error_code) == (NOW, 21610)


class TestTheWayBack:
    @pytest.fixture(autouse=True)
    def handed_over(self, test_of_downtown):
        TextNumberTest.objects.update(handed_at=NOW)
        test_of_downtown.refresh_from_db()

    def test_the_answer_of_a_stranger_proves_it_and_is_not_stored(self, test_of_downtown):
        assert receive(knock(PHONE, f"Got {test_of_downtown.code}!")) == [Fate.TEST_ANSWER]
        test_of_downtown.refresh_from_db()
        assert test_of_downtown.answered_at == NOW
        assert (Message.objects.count(), KnockTally.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("sender", "words", "to", "after"),
        [
            (PHONE, "Hello", "+13125550190", 1),
            ("+13125550178", None, "+13125550190", 1),
            (PHONE, None, "+16025550191", 1),
            (PHONE, None, "+13125550190", 16),
        ],
    )
    def test_any_other_text_of_a_stranger_is_counted_only(self, test_of_downtown, sender, words, to, after):
        told = knock(sender, words or test_of_downtown.code, to)
        assert receive(told, now=NOW + timedelta(minutes=after)) == [Fate.STRANGER]
        test_of_downtown.refresh_from_db()
        assert test_of_downtown.answered_at is None

    def test_a_contact_who_answers_keeps_the_conversation(self, cast, test_of_downtown):
        cast.person("Ken Ito", PHONE)
        assert receive(knock(PHONE, test_of_downtown.code)) == [Fate.STORED]
        test_of_downtown.refresh_from_db()
        assert test_of_downtown.answered_at == NOW

    def test_what_the_carrier_reports(self, cast, test_of_downtown):
        report = StatusReport(carrier_id=None, status="delivered")
        assert apply_test_report(cast.downtown.pk, test_of_downtown.token, report, NOW)
        assert not apply_test_report(cast.lakeside.pk, test_of_downtown.token, report, NOW)
        test_of_downtown.refresh_from_db()
        assert test_of_downtown.delivered_at == NOW


@pytest.mark.parametrize("phone", ["", "ring me", "+13125550190", "312"])
def test_a_phone_that_cannot_be_tested_is_told(cast, desk, phone):
    answer = desk.post(url("text_number_proof", cast), {"phone": phone})
    assert answer.status_code == 422
    assert not TextNumberTest.objects.exists()


def test_not_more_than_six_an_hour(cast, desk):
    answers = [desk.post(url("text_number_proof", cast), {"phone": PHONE}).status_code for _ in range(7)]
    assert answers == [302] * 6 + [422]
