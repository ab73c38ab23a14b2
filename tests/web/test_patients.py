"""Patient Information: the ribbon, the tabs, their forms and what a bad input is told."""

import pytest
from django.urls import reverse

from chairside.models import AuditEntry, ConsentEntry, Patient, Role
from tests.cast import knock, receive

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, as_user):
    return as_user(cast.ana)


@pytest.fixture
def ken(cast):
    return cast.person("Ken Ito", KEN, status="active")


def url(name, cast, patient):
    return reverse(name, args=[cast.downtown.pk, patient.pk])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def fields(**more):
    return {
        "given_name": "Ken", "family_name": "Ito", "birth_date": "1980-05-01", "status": "active", "language": "en",
        "email": "", "phone_type": ["mobile"], "phone_number": ["312-555-0121"], **more,
    }  # fmt: skip


class TestTheRibbon:
    def test_it_leads_to_the_primary_contact(self, cast, desk, ken):
        mia = cast.person("Mia Ito", contact=ken)
        page = text_of(desk.get(url("patient", cast, mia)))
        assert f'data-messages-with="{ken.pk}"' in page
        assert "prefers text messages" in page

    def test_it_shows_the_unread_texts_of_the_contact_here(self, cast, desk, ken):
        receive(knock(KEN), knock(KEN))
        page = text_of(desk.get(url("patient", cast, ken)))
        assert "2 unread messages" in page.split('id="ribbon"')[1].split("</header>")[0]

    def test_disabled_it_says_every_reason(self, cast, desk):
        edith = cast.person("Edith Moss", text_messages=False, status="inactive")
        ribbon = text_of(desk.get(url("patient", cast, edith))).split('id="ribbon"')[1].split("</header>")[0]
        assert 'aria-disabled="true"' in ribbon
        assert 'aria-describedby="ribbon-messages-why"' in ribbon
        assert ribbon.count("<li>") >= 3
        assert "data-messages-with" not in ribbon

    def test_without_the_right_to_review_it_says_so(self, cast, desk, ken):
        Role.objects.filter(name="Receptionist").update(rights=["review_patients"])
        page = text_of(desk.get(url("patient", cast, ken)))
        assert "Your role does not include “Review inbox messages”" in page


class TestBasicInfo:
    def test_it_is_changed(self, cast, desk, ken):
        answer = desk.post(url("patient", cast, ken), fields(given_name="Kenji", phone_number=["(312) 555-0122"]))
        assert answer.status_code == 303
        ken.refresh_from_db()
        assert (ken.given_name, ken.phones.get().number) == ("Kenji", "+13125550122")

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"given_name": "", "family_name": " "}, "Type at least one name."),
            ({"birth_date": "2999-01-01"}, "A birth date lies in the past"),
            ({"birth_date": "yesterday"}, "That is no date."),
            ({"email": "ken@"}, "That is no email address."),
            ({"status": "gone"}, "Choose a status from the list."),
            ({"phone_number": ["ring me"]}, "This is no telephone number."),
            ({"given_name": "K" * 101}, "A name has at most 100 characters."),
        ],
    )
    def test_a_bad_input_is_told_and_kept(self, cast, desk, ken, typed, said):
        answer = desk.post(url("patient", cast, ken), fields(**typed))
        assert answer.status_code == 422
        page = text_of(answer)
        assert said in page
        for value in typed.values():
            kept = value[0] if isinstance(value, list) else value.strip()
            assert kept in page or kept == "gone"
        ken.refresh_from_db()
        assert (ken.given_name, ken.status) == ("Ken", "active")

    def test_duplicate_needs_its_own_right(self, cast, as_user, desk, ken):
        original = cast.person("Kenji Ito")
        given = fields(status="duplicate", original=str(original.pk))
        assert desk.post(url("patient", cast, ken), given).status_code == 422
        assert as_user(cast.ben).post(url("patient", cast, ken), given).status_code == 303
        ken.refresh_from_db()
        assert ken.duplicate_of == original

    @pytest.mark.parametrize("which", ["none", "itself", "duplicate", "stranger"])
    def test_the_original_must_be_one(self, cast, as_user, ken, which):
        original = cast.person("Kenji Ito")
        copy = cast.person("K Ito", status="duplicate", duplicate_of=original)
        stranger = cast.person("Ann Other", organization=cast.birch)
        given = {"none": "", "itself": ken.pk, "duplicate": copy.pk, "stranger": stranger.pk}[which]
        answer = as_user(cast.ben).post(url("patient", cast, ken), fields(status="duplicate", original=str(given)))
        assert answer.status_code == 422

    def test_a_provider_may_look_and_not_change(self, cast, as_user, ken):
        ines = as_user(cast.ines)
        assert "disabled" in text_of(ines.get(url("patient", cast, ken)))
        assert ines.post(url("patient", cast, ken), fields()).status_code == 404

    def test_a_new_patient(self, cast, desk):
        answer = desk.post(reverse("new_patient", args=[cast.downtown.pk]), fields(given_name="Yuki", status="new"))
        made = Patient.objects.get(given_name="Yuki")
        assert answer["Location"] == url("preferences", cast, made)


class TestPreferences:
    def test_yes_asks_how_consent_was_given(self, cast, desk):
        ken = cast.person("Ken Ito", KEN, text_messages=False)
        refused = desk.post(url("preferences", cast, ken), {"text_messages": "yes"})
        assert refused.status_code == 422
        assert "Choose how consent was given" in text_of(refused)
        desk.post(url("preferences", cast, ken), {"text_messages": "yes", "how": "form", "details": "of May 3"})
        assert ConsentEntry.objects.get().wording == "Signed a form at the office: of May 3"
        page = text_of(desk.get(url("preferences", cast, ken)))
        assert "“Signed a form at the office: of May 3”" in page

    def test_an_opt_out_is_told_with_the_way_back(self, cast, desk, ken):
        receive(knock(KEN, "STOP"))
        assert "Only the phone itself can undo that" in text_of(desk.get(url("preferences", cast, ken)))


class TestConsentToBillsAndOffers:
    YES = {"deed": "consent", "about": "billing", "agrees": "yes", "consent_how": "form", "consent_details": "of May 3"}

    def test_it_is_noted_with_how_it_was_given_and_shown_by_its_kind(self, cast, desk, ken):
        assert desk.post(url("preferences", cast, ken), self.YES).status_code == 303
        entry = ConsentEntry.objects.get()
        assert (entry.number, entry.category, entry.opted_in, entry.source, entry.by, entry.location, entry.wording) == (
            KEN, "billing", True, "staff", cast.ana, cast.downtown, "Signed a form at the office: of May 3",
        )  # fmt: skip
        page = text_of(desk.get(url("preferences", cast, ken)))
        assert '<span class="good">Agreed to texts about bills</span> · (312) 555-0121' in page
        assert "“Signed a form at the office: of May 3”" in page
        assert ConsentEntry.objects.agreed_to(cast.cedar.pk, [KEN]) == {KEN: {"billing"}}

    def test_it_is_withdrawn_without_being_asked_how(self, cast, desk, ken):
        desk.post(url("preferences", cast, ken), self.YES)
        desk.post(url("preferences", cast, ken), {"deed": "consent", "about": "billing", "agrees": "no"})
        assert ConsentEntry.objects.agreed_to(cast.cedar.pk, [KEN]) == {}
        assert "No more texts about bills" in text_of(desk.get(url("preferences", cast, ken)))
        assert not ConsentEntry.objects.opted_out(cast.cedar.pk, KEN)

    def test_each_kind_stands_alone_and_each_deed_is_in_the_audit_log(self, cast, desk, ken):
        desk.post(url("preferences", cast, ken), self.YES)
        desk.post(url("preferences", cast, ken), {**self.YES, "about": "marketing"})
        assert ConsentEntry.objects.agreed_to(cast.cedar.pk, [KEN]) == {KEN: {"billing", "marketing"}}
        noted = AuditEntry.objects.filter(action="noted consent to texts").order_by("number")
        assert [(one.user, one.patient_id, one.details) for one in noted] == [
            (cast.ana, ken.pk, {"about": "billing", "agrees": True}),
            (cast.ana, ken.pk, {"about": "marketing", "agrees": True}),
        ]

    def test_two_who_note_the_same_write_one_line(self, cast, desk, as_user, ken):
        desk.post(url("preferences", cast, ken), self.YES)
        assert as_user(cast.ben).post(url("preferences", cast, ken), self.YES).status_code == 303
        assert ConsentEntry.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"about": "care"}, "Choose what it is about."),
            ({"about": ""}, "Choose what it is about."),
            ({"agrees": "perhaps"}, "Choose what was said."),
            ({"consent_how": ""}, "Choose how consent was given"),
            ({"consent_details": "x" * 201}, "Shorten this to 200 characters."),
        ],
    )
    def test_a_bad_input_is_told_and_nothing_is_written(self, cast, desk, ken, typed, said):
        answer = desk.post(url("preferences", cast, ken), {**self.YES, **typed})
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert typed.get("consent_details", "of May 3") in text_of(answer)
        assert not ConsentEntry.objects.exists()

    def test_who_opted_out_by_text_agrees_to_nothing_at_the_desk(self, cast, desk, ken):
        receive(knock(KEN, "STOP"))
        answer = desk.post(url("preferences", cast, ken), self.YES)
        assert answer.status_code == 422
        assert "Only the phone itself can undo that: by texting START." in text_of(answer)
        assert not ConsentEntry.objects.exclude(category="").exists()

    def test_without_a_mobile_number_there_is_nothing_to_agree_for(self, cast, desk):
        edith = cast.person("Edith Moss")
        page = text_of(desk.get(url("preferences", cast, edith)))
        assert "Consent belongs to a mobile number." in page
        assert 'value="consent"' not in page
        assert desk.post(url("preferences", cast, edith), self.YES).status_code == 422

    def test_who_may_not_edit_records_notes_nothing(self, cast, as_user, ken):
        assert as_user(cast.ines).post(url("preferences", cast, ken), self.YES).status_code == 404
        assert as_user(cast.zoe).post(url("preferences", cast, ken), self.YES).status_code == 404
        assert 'value="consent"' not in text_of(as_user(cast.ines).get(url("preferences", cast, ken)))

    def test_a_childs_page_leads_to_the_contact_who_is_asked(self, cast, desk, ken):
        mia = cast.person("Mia Ito", contact=ken)
        assert f'{url("preferences", cast, ken)}#consent">Ken Ito</a>' in text_of(
            desk.get(url("preferences", cast, mia))
        )


class TestEmailPreference:
    def test_it_is_set_and_written_down(self, cast, desk, ken):
        type(ken).objects.filter(pk=ken.pk).update(email="ken@example.com")
        assert "ken@example.com" in text_of(desk.get(url("preferences", cast, ken)))
        desk.post(url("preferences", cast, ken), {"deed": "emails", "email_messages": "no"})
        ken.refresh_from_db()
        assert ken.email_messages is False
        assert AuditEntry.objects.get(action="set the preference for emails").details == {"wants": False}
        desk.post(url("preferences", cast, ken), {"deed": "emails", "email_messages": "no"})
        assert AuditEntry.objects.filter(action="set the preference for emails").count() == 1

    def test_neither_yes_nor_no_is_told(self, cast, desk, ken):
        answer = desk.post(url("preferences", cast, ken), {"deed": "emails", "email_messages": "x"})
        assert answer.status_code == 422
        assert "Choose Yes or No." in text_of(answer)


class TestRelatedPatients:
    def test_the_contact_is_changed(self, cast, desk, ken):
        mia = cast.person("Mia Ito", contact=ken)
        yuki = cast.person("Yuki Ito", "+13125550122")
        desk.post(url("contact_change", cast, mia), {"who": "person", "person": str(yuki.pk)})
        mia.refresh_from_db()
        assert mia.primary_contact == yuki
        page = text_of(desk.get(url("related", cast, mia)))
        assert "Ken Ito" in page.split("Primary contacts, now and before")[1]

    def test_a_new_contact_becomes_a_non_patient(self, cast, desk, ken):
        given = {
            "who": "new", "given_name": "Aiko", "family_name": "Ito", "phone_type": "mobile",
            "phone_number": "312 555 0123",
        }  # fmt: skip
        assert desk.post(url("contact_change", cast, ken), given).status_code == 303
        ken.refresh_from_db()
        contact = ken.primary_contact
        assert (contact.name, contact.status, contact.phones.get().number) == (
            "Aiko Ito",
            "non_patient",
            "+13125550123",
        )

    @pytest.mark.parametrize(
        ("who", "said"),
        [
            ("nobody", "Choose somebody"),
            ("stranger", "Choose somebody"),
            ("inactive", "is Inactive and cannot be chosen"),
        ],
    )
    def test_who_cannot_be_chosen(self, cast, desk, ken, who, said):
        people = {
            "nobody": "", "stranger": cast.person("Ann Other", organization=cast.birch).pk,
            "inactive": cast.person("Old Record", status="inactive").pk,
        }  # fmt: skip
        answer = desk.post(url("contact_change", cast, ken), {"who": "person", "person": str(people[who])})
        assert answer.status_code == 422
        assert said in text_of(answer)

    def test_changing_warns_what_happens_to_the_conversation(self, cast, desk, ken):
        receive(knock(KEN))
        page = text_of(desk.get(url("related", cast, ken)))
        assert "The conversation with Ken Ito stays with Ken Ito and becomes read-only" in page

    def test_the_guarantor(self, cast, desk, ken):
        yuki = cast.person("Yuki Ito")
        desk.post(url("guarantor_change", cast, ken), {"who": "person", "person": str(yuki.pk)})
        ken.refresh_from_db()
        assert (ken.primary_guarantor, ken.primary_contact) == (yuki, ken)


def test_messages_marks_past_contacts(cast, desk, ken):
    mia = cast.person("Mia Ito", contact=ken)
    receive(knock(KEN, "About Mia"))
    yuki = cast.person("Yuki Ito", "+13125550122")
    desk.post(url("contact_change", cast, mia), {"who": "person", "person": str(yuki.pk)})
    page = text_of(desk.get(url("patient_messages", cast, mia)))
    assert "About Mia" in page
    assert "Past contact" in page


class TestTheSearch:
    def find(self, cast, desk, words, **more):
        return text_of(desk.get(reverse("search", args=[cast.downtown.pk]), {"q": words, **more}))

    @pytest.mark.parametrize("words", ["ken", "ITO", "5/1/1980", "1980-05-01", "0121", "(312) 555-0121"])
    def test_by_name_birth_date_and_number(self, cast, desk, words):
        cast.person("Ken Ito", KEN, birth_date="1980-05-01")
        assert "Ken Ito" in self.find(cast, desk, words)

    def test_inactive_ones_only_when_asked(self, cast, desk):
        cast.person("Ken Ito", status="inactive")
        assert "Ken Ito" not in self.find(cast, desk, "ken")
        assert "Ken Ito" in self.find(cast, desk, "ken", inactive="yes")

    def test_a_duplicate_is_found_through_its_original(self, cast, desk):
        original = cast.person("Kenji Ito")
        copy = cast.person("Kenny Eto", status="duplicate", duplicate_of=original)
        page = self.find(cast, desk, "kenny")
        assert url("patient", cast, original) in page
        assert url("patient", cast, copy) not in page

    def test_pages_and_actions(self, cast, desk):
        assert reverse("schedule", args=[cast.downtown.pk]) in self.find(cast, desk, "calen")
        assert reverse("new_appointment", args=[cast.downtown.pk]) in self.find(cast, desk, "new app")

    def test_nobody_of_another_organization(self, cast, desk):
        cast.person("Ann Other", organization=cast.birch)
        assert "Ann Other" not in self.find(cast, desk, "ann")
