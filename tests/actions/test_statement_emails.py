"""Every statement gets its email, whatever is wrong with others, and a long round of emails is one round."""

from datetime import timedelta

import pytest

from chairside.actions.communications.release import release_due
from chairside.actions.emails import send_emails as sending
from chairside.actions.emails.send_emails import give_up_cut_off, send_emails
from chairside.actions.statements.mail_instead import mail_instead
from chairside.models import Email, Message, PlannedMessage
from tests.actions.statements import estatement, guarantor, made, send
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mails(settings):
    settings.MAILS = True


def test_many_without_an_address_keep_nobody_from_their_email(cast):
    estatement(cast)
    people = [guarantor(cast, f"No{n} Mail", f"+13125{550200 + n}") for n in range(150)]
    ken = guarantor(cast, "Ken Ito", "+13125550199", email="ken@example.com")
    send(cast, *[made(cast, one) for one in (ken, *people)])
    assert PlannedMessage.objects.filter(state="sent").count() == 151
    Message.objects.update(status="undelivered")
    for seconds in range(0, 20, 2):
        mail_instead(NOW + timedelta(seconds=seconds))
    assert Email.objects.filter(address="ken@example.com").exists()


def test_a_long_round_of_emails_is_not_given_up_by_another_worker(cast, monkeypatch):
    """200 emails at two seconds each take longer than five minutes; a second worker looks meanwhile."""
    estatement(cast, email_first=True)
    for n in range(2):
        who = guarantor(cast, f"P{n} Ito", f"+131255503{n:02}", email=f"p{n}@example.com")
        send(cast, made(cast, who))
    assert Email.objects.filter(state="waiting").count() == 2
    turns, clock = [], [0.0]
    monkeypatch.setattr(sending, "monotonic", lambda: clock[0], raising=False)

    class Slow:
        def __init__(self, *given, **named):
            pass

        def send(self):
            turns.append(1)
            clock[0] += 357.0
            if len(turns) == 2:
                # the first has taken six minutes; this one has been in hand for a second
                give_up_cut_off(NOW + timedelta(minutes=6))
                release_due(NOW + timedelta(minutes=6, seconds=1))

    monkeypatch.setattr(sending, "EmailMessage", Slow)
    send_emails(NOW)
    release_due(NOW + timedelta(minutes=6, seconds=5))
    assert len(turns) == 2
    assert not Message.objects.exists()
