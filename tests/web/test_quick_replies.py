"""Quick replies: kept for a location or for oneself, filled for the contact."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chairside.actions.refusals import UnfitText
from chairside.actions.send_reply import fit
from chairside.models import QuickReply, Role
from chairside.rules.fields import FIELDS, fill, unfilled, unknown_fields
from tests.cast import knock, receive

KEN = "+13125550121"


@pytest.mark.parametrize(
    ("text", "unknown", "left"),
    [
        ("Hello {first_name}", [], ["first_name"]),
        ("{first_name} {first_name} {date}", [], ["first_name", "date"]),
        ("{surname}", ["surname"], []),
        ("{}", [""], []),
        ("{ first_name }", [" first_name "], []),
        ("a { b", [], []),
        ("{{date}}", [], ["date"]),
        ("{a\nb}", [], []),
    ],
)
def test_fields(text, unknown, left):
    assert (unknown_fields(text), unfilled(text)) == (unknown, left)


@given(st.text(alphabet="ab{}_\n ", max_size=40), st.text(alphabet="xyz", min_size=1, max_size=3))
def test_what_is_filled_is_gone_and_the_rest_stays(text, value):
    written = f"{text}{{date}}"
    assert unfilled(fill(written, dict.fromkeys(FIELDS, value))) == []
    assert fill(written, {}) == written


def test_a_text_with_a_field_left_is_not_sent():
    with pytest.raises(UnfitText) as unfit:
        fit("See you on {date}")
    assert str(unfit.value.words).startswith("{date} is not filled in yet.")
    assert fit("a {smile} is no field") == "a {smile} is no field"


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture
    def desk(self, cast, as_user):
        return as_user(cast.ana)

    def url(self, cast, reply=None):
        if reply:
            return reverse("quick_reply", args=[cast.downtown.pk, reply.pk])
        return reverse("quick_reply_list", args=[cast.downtown.pk])

    def make(self, cast, **more):
        given = {"location": cast.downtown, "name": "hello", "english": "Hello {first_name}", **more}
        return QuickReply.objects.create(organization=cast.cedar, **given)

    def test_making_changing_deleting(self, cast, desk):
        given = {"name": "hello", "english": "Hello {first_name}", "spanish": "Hola {first_name}", "whose": "location"}
        assert desk.post(self.url(cast), given).status_code == 303
        reply = QuickReply.objects.get()
        assert (reply.location, reply.owner) == (cast.downtown, None)
        desk.post(self.url(cast, reply), {**given, "english": "Hi"})
        reply.refresh_from_db()
        assert reply.english == "Hi"
        desk.post(self.url(cast, reply), {"deed": "delete"})
        assert not QuickReply.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name": ""}, "Give it a name"),
            ({"name": "n" * 61}, "Give it a name"),
            ({"english": " "}, "Write what it says."),
            ({"spanish": "Hola {nombre}"}, "There is no field {nombre}."),
            ({"english": "x" * 1601}, "at most 1,600 characters"),
            ({"name": "taken"}, "There is a quick reply of this name already."),
        ],
    )
    def test_a_bad_input_is_told(self, cast, desk, typed, said):
        self.make(cast, name="taken")
        given = {"name": "hello", "english": "Hello", "spanish": "", "whose": "location", **typed}
        answer = desk.post(self.url(cast), given)
        assert answer.status_code == 422
        assert said in " ".join(answer.content.decode().split())

    def test_without_the_right_one_keeps_only_ones_own(self, cast, desk):
        shared = self.make(cast)
        Role.objects.filter(name="Receptionist").update(rights=["review_inbox_messages", "manage_inbox_messages"])
        desk.post(self.url(cast), {"name": "mine", "english": "Hi", "whose": "location"})
        assert QuickReply.objects.get(name="mine").owner == cast.ana
        assert desk.post(self.url(cast, shared), {"deed": "delete"}).status_code == 404

    def test_nobody_sees_anothers_own(self, cast, desk, as_user):
        own = self.make(cast, location=None, owner=cast.ana)
        assert as_user(cast.ben).get(self.url(cast, own)).status_code == 404
        assert desk.get(self.url(cast, own)).status_code == 200


@pytest.mark.django_db
class TestInTheComposer:
    def told(self, cast, as_user, **more):
        ken = cast.person("Ken Ito", KEN, **more)
        cast.person("Mia Ito", contact=ken)
        cast.visit(ken, hours=24 * 400)
        receive(knock(KEN))
        QuickReply.objects.create(
            organization=cast.cedar, location=cast.downtown, name="all",
            english="{first_name}|{patients}|{location}|{phone}|{time}", spanish="Hola {first_name}, {patients}",
        )  # fmt: skip
        place = reverse("quick_replies", args=[cast.downtown.pk, ken.threads.get().pk])
        return as_user(cast.ana).get(place).json()["replies"]

    def test_they_come_filled(self, cast, as_user):
        [reply] = self.told(cast, as_user)
        assert reply["text"] == "Ken|Ken and Mia|Downtown|(312) 555-0190|11:00 AM"
        assert reply["missing"] == []

    def test_the_contacts_language_chooses(self, cast, as_user):
        [reply] = self.told(cast, as_user, language="es")
        assert reply["text"].startswith("Hola Ken, ")

    def test_what_cannot_be_filled_is_told(self, cast, as_user):
        cast.person("Ken Ito", KEN)
        receive(knock(KEN))
        QuickReply.objects.create(organization=cast.cedar, owner=cast.ana, name="when", english="On {date}")
        place = reverse("quick_replies", args=[cast.downtown.pk, cast.downtown.threads.get().pk])
        [reply] = as_user(cast.ana).get(place).json()["replies"]
        assert (reply["text"], reply["missing"]) == ("On {date}", ["date"])
