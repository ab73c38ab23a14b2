"""Statements: made, sent once each time, by text or by email and back, opened by the guarantor alone, taken back."""

import socket
from datetime import date, timedelta
from decimal import Decimal

import pytest
from aiosmtpd.controller import Controller

from chairside.actions.communications.release import release_due
from chairside.actions.emails.send_emails import give_up_cut_off, send_emails
from chairside.actions.statements.mail_instead import mail_instead
from chairside.actions.statements.open_link import LinkOver, TooManyAnswers, WrongAnswer, find_link, open_link
from chairside.actions.statements.send_statements import NotSetUp, send_statements
from chairside.actions.statements.take_back import take_back
from chairside.models import (
    AuditEntry,
    Email,
    Message,
    Patient,
    PlannedMessage,
    QueuedMessage,
    StatementLink,
)
from chairside.rules.statements import LINK_LASTS, Person
from tests.actions.statements import BORN, NUMBER, agree, estatement, guarantor, made, secret_in, send
from tests.cast import NOW

pytestmark = pytest.mark.django_db
KEN = Person("Ken", "Ito", BORN)


@pytest.fixture(name="estatement")
def switched_on(cast):
    return estatement(cast)


@pytest.fixture
def ken(cast):
    return guarantor(cast)


def row():
    return PlannedMessage.objects.order_by("-id").first()


def test_the_amount_is_the_sum_of_the_lines(cast, ken):
    assert made(cast, ken).amount == Decimal("100.00")


def test_it_is_texted_to_the_guarantor_with_a_link_that_tells_nothing(cast, ken, estatement):
    assert send(cast, made(cast, ken)).planned == 1
    body = Message.objects.get().body
    assert body.startswith("Ken, your statement from Downtown: http://testserver/s/")
    assert (row().state, row().message_id) == ("sent", Message.objects.get().pk)
    assert StatementLink.objects.get().digest not in body
    assert "100" not in body


def test_the_guarantor_gets_it_not_the_patients_contact(cast, estatement):
    mother = cast.person("Rosa Paz", "+13125550112")
    agree(cast, "+13125550113")
    father = cast.person("Luis Paz", "+13125550113", birth_date=BORN)
    child = cast.person("Leo Paz", contact=mother)
    Patient.objects.filter(pk=child.pk).update(primary_guarantor=father)
    send(cast, made(cast, father))
    assert QueuedMessage.objects.get().to_number == "+13125550113"


def test_without_consent_to_texts_about_bills_no_text_leaves(cast, estatement):
    ken = cast.person("Ken Ito", NUMBER, birth_date=BORN)
    send(cast, made(cast, ken))
    assert (row().state, row().reason) == ("skipped", "no_consent")
    assert not Message.objects.exists()


def test_without_a_birth_date_on_record_it_says_so_instead_of_sending_a_link_for_nobody(cast, estatement):
    agree(cast)
    send(cast, made(cast, cast.person("Ken Ito", NUMBER)))
    assert (row().state, row().reason) == ("skipped", "no_birth_date")


def test_a_statement_on_its_way_is_not_sent_twice(cast, ken, estatement):
    statement = made(cast, ken)
    told = send_statements([statement, statement], by=cast.ben, now=NOW)
    assert told.planned == 1
    assert send_statements([statement], by=cast.ben, now=NOW).on_their_way == 1
    release_due(NOW)
    release_due(NOW)
    assert Message.objects.count() == 1


def test_in_a_batch_who_was_billed_since_is_left_out(cast, ken, estatement):
    send(cast, made(cast, ken))
    later = made(cast, ken, date(2026, 11, 22))
    told = send(cast, later, now=NOW + timedelta(hours=1), not_billed_since=date(2026, 11, 1))
    assert (told.planned, told.billed_since) == (0, 1)
    assert send(cast, later, now=NOW + timedelta(hours=1), not_billed_since=date(2026, 11, 24)).planned == 1


def test_while_no_communication_is_switched_on_nothing_is_sent(cast, ken):
    with pytest.raises(NotSetUp):
        send_statements([made(cast, ken)], by=cast.ben, now=NOW)


class TestTheLink:
    @pytest.fixture
    def secret(self, cast, ken, estatement):
        send(cast, made(cast, ken))
        return secret_in(Message.objects.get().body)

    def test_it_opens_for_the_guarantor_and_staff_see_that_it_was_seen(self, secret):
        assert open_link(find_link(secret), KEN, NOW).amount == Decimal("100.00")
        assert StatementLink.objects.get().seen_at == NOW

    def test_a_wrong_answer_opens_nothing_and_five_close_it_for_an_hour(self, secret):
        wrong = Person("Ken", "Ito", date(1980, 5, 2))
        for _ in range(5):
            with pytest.raises(WrongAnswer):
                open_link(find_link(secret), wrong, NOW)
        with pytest.raises(TooManyAnswers):
            open_link(find_link(secret), KEN, NOW)
        assert open_link(find_link(secret), KEN, NOW + timedelta(hours=1, seconds=1))

    def test_it_ends_after_thirty_days(self, secret):
        with pytest.raises(LinkOver):
            open_link(find_link(secret), KEN, NOW + LINK_LASTS)

    def test_taken_back_it_opens_nothing(self, cast, secret):
        take_back(find_link(secret).statement, by=cast.ben, now=NOW)
        with pytest.raises(LinkOver):
            open_link(find_link(secret), KEN, NOW)

    def test_another_secret_finds_nothing(self, secret):
        assert find_link(secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None


def test_taken_back_while_it_waits_it_never_leaves(cast, ken, estatement):
    statement = made(cast, ken)
    send_statements([statement], by=cast.ben, now=NOW)
    take_back(statement, by=cast.ben, now=NOW)
    release_due(NOW)
    assert (row().state, row().reason) == ("skipped", "taken_back")
    assert not Message.objects.exists()
    actions = AuditEntry.objects.filter(type="statement").order_by("number").values_list("action", flat=True)
    assert list(actions) == ["made a statement", "sent a statement", "took back a statement"]


class Mailbox:
    """What a mail server got; `answer` is what it says to the next recipients."""

    def __init__(self):
        self.got = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.got.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


def at(port):
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port}}}


@pytest.fixture
def mailbox(settings):
    handler = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, ready_timeout=30)
    controller.start()
    # the tests' own runner has put another backend in its place
    settings.MAILERS, settings.MAILS = at(port), True
    yield handler
    controller.stop()


class TestByEmail:
    @pytest.fixture
    def ken(self, cast):
        return cast.person("Ken Ito", NUMBER, birth_date=BORN, email="ken@example.com", text_messages=False)

    def test_what_no_text_may_carry_is_mailed(self, cast, ken, estatement, mailbox):
        send(cast, made(cast, ken))
        assert (row().state, row().channel, row().reason) == ("waiting", "email", "by_email")
        assert send_emails(NOW) == 1
        ((to, content),) = mailbox.got
        assert to == ["ken@example.com"]
        assert "Subject: Your statement from Downtown" in content
        assert open_link(find_link(secret_in(content.replace("=\r\n", ""))), KEN, NOW)
        assert (row().state, row().channel) == ("sent", "email")
        assert send_emails(NOW) == 0

    def test_a_text_that_came_back_is_mailed(self, cast, ken, estatement, mailbox):
        agree(cast)
        Patient.objects.filter(pk=ken.pk).update(text_messages=True)
        send(cast, made(cast, ken))
        assert row().channel == "text"
        Message.objects.update(status="undelivered")
        assert mail_instead(NOW) == 1
        assert mail_instead(NOW) == 0
        send_emails(NOW)
        assert len(mailbox.got) == 1
        assert (row().state, row().channel) == ("sent", "email")

    def test_an_address_that_is_refused_fails_visibly(self, cast, ken, estatement, mailbox):
        send(cast, made(cast, ken))
        mailbox.answer = "550 no such user"
        send_emails(NOW)
        assert (row().state, row().reason) == ("skipped", "email_failed")
        assert [one.code for one in row().reasons] == ["email_failed", "prefers_no_texts", "no_consent"]

    def test_a_busy_mail_server_is_asked_again_later(self, cast, ken, estatement, mailbox):
        send(cast, made(cast, ken))
        mailbox.answer = "451 try later"
        send_emails(NOW)
        assert Email.objects.get().state == "waiting"
        mailbox.answer = "250 OK"
        send_emails(NOW + timedelta(minutes=1))
        assert len(mailbox.got) == 1

    def test_a_mail_server_that_is_not_there_is_asked_again_later(self, cast, ken, estatement, mailbox, settings):
        send(cast, made(cast, ken))
        settings.MAILERS = at(1)
        send_emails(NOW)
        assert Email.objects.get().state == "waiting"

    def test_an_email_that_was_cut_off_is_not_sent_again_by_itself(self, cast, ken, estatement, mailbox):
        send(cast, made(cast, ken))
        Email.objects.update(state="sending", due_at=NOW)
        give_up_cut_off(NOW + timedelta(minutes=6))
        send_emails(NOW + timedelta(minutes=6))
        assert mailbox.got == []
        assert (row().state, row().reason) == ("skipped", "email_failed")

    @pytest.mark.parametrize("more", [{"email": ""}, {"email_messages": False}])
    def test_without_an_address_or_against_the_preference_nothing_is_mailed(self, cast, ken, estatement, mailbox, more):
        Patient.objects.filter(pk=ken.pk).update(**more)
        send(cast, made(cast, ken))
        assert row().state == "skipped"
        assert not Email.objects.exists()

    def test_staff_see_why_it_went_by_email(self, cast, ken, estatement, mailbox):
        send(cast, made(cast, ken))
        send_emails(NOW)
        assert [one.code for one in row().reasons] == ["prefers_no_texts", "no_consent"]


class TestEmailFirst:
    @pytest.fixture
    def ken(self, cast):
        return guarantor(cast, email="ken@example.com")

    @pytest.fixture
    def estatement(self, cast):
        return estatement(cast, email_first=True)

    def test_it_goes_by_email_though_a_text_could_go(self, cast, ken, estatement, mailbox):
        send(cast, made(cast, ken))
        send_emails(NOW)
        assert len(mailbox.got) == 1
        assert (row().state, row().channel, Message.objects.count()) == ("sent", "email", 0)

    def test_without_an_address_it_goes_by_text(self, cast, ken, estatement, mailbox):
        Patient.objects.filter(pk=ken.pk).update(email="")
        send(cast, made(cast, ken))
        assert (row().state, row().channel, Message.objects.count()) == ("sent", "text", 1)

    def test_what_no_mailbox_takes_goes_by_text(self, cast, ken, estatement, mailbox):
        send(cast, made(cast, ken))
        mailbox.answer = "550 no such user"
        send_emails(NOW)
        release_due(NOW)
        assert (row().state, row().channel) == ("sent", "text")
        assert open_link(find_link(secret_in(Message.objects.get().body)), KEN, NOW)

    def test_where_neither_arrives_it_says_both(self, cast, ken, estatement, mailbox):
        send(cast, made(cast, ken))
        Patient.objects.filter(pk=ken.pk).update(text_messages=False)
        mailbox.answer = "550 no such user"
        send_emails(NOW)
        release_due(NOW)
        assert (row().state, [one.code for one in row().reasons]) == ("skipped", ["prefers_no_texts", "email_failed"])

    def test_without_a_birth_date_no_email_leaves_either(self, cast, ken, estatement, mailbox):
        Patient.objects.filter(pk=ken.pk).update(birth_date=None)
        ken.refresh_from_db()
        send(cast, made(cast, ken))
        assert (row().state, row().reason, Email.objects.count()) == ("skipped", "no_birth_date", 0)
