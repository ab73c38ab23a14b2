"""Settings > Patient Communications > eStatement, and what the outbox says of statements."""

import pytest
from django.urls import reverse

from chairside.actions.emails.send_emails import send_emails
from chairside.models import Communication, Role
from tests.actions.statements import WORDING, estatement, guarantor, made, send
from tests.cast import NOW
from tests.web.answers import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]
SETUP = {"name": "By text", "way": "text", "english": WORDING, "spanish": "", "active": "yes"}


def url(cast, name, *parts):
    return reverse(name, args=[cast.downtown.pk, *parts])


def test_made_changed_and_switched_off(cast, ben):
    assert "Statements cannot be sent yet" in words(ben.get(url(cast, "estatement")))
    assert ben.post(url(cast, "new_estatement"), SETUP).status_code == 303
    kept = Communication.objects.get()
    assert (kept.kind, kept.category, kept.active_since, kept.email_first) == ("statement", "billing", NOW, False)
    assert "by text, by email where no text can go" in words(ben.get(url(cast, "estatement")))
    ben.post(url(cast, "communication", kept.pk), {**SETUP, "way": "email"})
    ben.post(url(cast, "communication_activity", kept.pk), {"on": "no"})
    kept.refresh_from_db()
    assert (kept.email_first, kept.active_since, kept.category) == (True, None, "billing")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"english": "{first_name}, you owe us."}, "It needs {link}"),
        ({"english": "{link} on {date}"}, "There is no field {date} here."),
        ({"english": "{link} Reply CANCEL to stop"}, "Do not ask for a word such as CANCEL"),
        ({"way": "pigeon"}, "Choose by which way it goes first."),
    ],
)
def test_what_is_wrong_is_named(cast, ben, wrong, said):
    answer = ben.post(url(cast, "new_estatement"), {**SETUP, **wrong})
    assert answer.status_code == 422
    assert said in words(answer)


def test_the_preview_counts_with_a_link_as_long_as_the_real_ones(cast, ben):
    page = words(ben.post(url(cast, "communication_preview"), {**SETUP, "kind": "statement"}))
    assert "http://testserver/s/abcdefghijklmnopqrstuvwx/" in page
    assert "Short name · 1 message" in page
    assert "Reply STOP to opt out." in page


def test_the_forecast_tells_who_would_get_one_now(cast, ben):
    made(cast, guarantor(cast))
    made(cast, cast.person("Ann Other", "+13125550122", birth_date="1990-01-01"))
    page = words(ben.post(url(cast, "communication_forecast"), {**SETUP, "kind": "statement"}))
    assert "2 statements were not got by anybody yet." in page
    assert "1 · by text" in page
    assert "1 · Has not agreed to texts of this kind" in page


def test_who_may_only_review_changes_nothing(cast, as_user):
    Role.objects.filter(name="Receptionist").update(rights=["review_communications_setup"])
    ana = as_user(cast.ana)
    assert ana.get(url(cast, "estatement")).status_code == 200
    assert ana.get(url(cast, "new_estatement")).status_code == 404


def test_the_outbox_and_the_patients_page_tell_of_statements_in_words(cast, ben, settings):
    settings.MAILS = True
    estatement(cast)
    ken = guarantor(cast, text_messages=False, email="ken@example.com")
    send(cast, made(cast, ken))
    waiting = words(ben.get(url(cast, "outbox"), {"kind": "statement"}))
    assert "statement of Nov 20, 2026" in waiting
    assert "It goes by email." in waiting
    assert "As things stand it will not be sent." not in waiting
    send_emails(NOW)
    page = words(ben.get(url(cast, "patient_messages", ken.pk)))
    assert "about the statement of Nov 20, 2026" in page
    assert "Sent by email" in page
