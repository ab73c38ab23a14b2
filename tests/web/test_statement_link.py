"""The page behind a statement's link: it opens for the guarantor, and tells nobody else anything."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from chairside.actions.statements.take_back import take_back
from chairside.config.logs import Discreet
from chairside.models import AuditEntry, Patient, Statement, StatementLink, Thread
from chairside.rules.statements import LINK_LASTS, STAYS_OPEN
from chairside.web.statements.paper import pdf_of
from tests.actions.statements import agree, estatement, made, sent
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]
KEN = {"first_name": "ken", "last_name": "ITO", "birth_date": "1980-05-01"}
WRONG = [{"birth_date": "1980-05-02"}, {"first_name": "Ben"}, {"last_name": ""}, {"birth_date": "no day"}]


@pytest.fixture
def link(cast):
    estatement(cast)
    _, secret = sent(cast)
    return f"/s/{secret}/"


@pytest.fixture
def anybody():
    return Client(enforce_csrf_checks=True)


def opened_by(page):
    return page.content.decode().split('name="opened" value="')[1].split('"')[0]


def test_it_asks_who_it_is_and_tells_nothing_yet(anybody, link):
    page = anybody.get(link)
    assert page.status_code == 200
    words = page.content.decode()
    assert all(f'name="{name}"' in words for name in KEN)
    assert "Cedar Dental" in words
    assert "Ken" not in words
    assert "100" not in re.sub(r"/static/\w+/", "", words)  # the files' fingerprint may hold any figures


def test_the_guarantor_sees_amount_day_and_lines_and_staff_that_it_was_seen(anybody, link):
    words = anybody.post(link, KEN).content.decode()
    assert all(told in words for told in ("Ken Ito", "$100.00", "Nov 20, 2026", "Visit", "$120.00", "-$20.00"))
    assert StatementLink.objects.get().seen_at == NOW
    assert AuditEntry.objects.filter(type="statement").last().action == "the link of a statement was opened"


def test_a_spanish_speaker_is_asked_and_answered_in_spanish(anybody, link):
    Patient.objects.update(language="es")
    assert "Fecha de nacimiento" in anybody.get(link).content.decode()
    page = anybody.post(link, KEN).content.decode()
    assert '<html lang="es">' in page
    assert "20 nov 2026" in page
    assert "Total a pagar" in page


def test_who_has_one_name_types_that_one(anybody, link):
    Patient.objects.update(given_name="")
    assert 'name="first_name" required' not in anybody.get(link).content.decode()
    assert "$100.00" in anybody.post(link, KEN | {"first_name": ""}).content.decode()


def test_without_a_name_nothing_was_answered_yet(anybody, link):
    for _ in range(6):
        assert "$100.00" not in anybody.post(link, KEN | {"first_name": " ", "last_name": ""}).content.decode()
    assert "$100.00" in anybody.post(link, KEN).content.decode()


def test_the_file_is_a_pdf_named_by_its_day_alone(anybody, link):
    paper = anybody.post(f"{link}statement.pdf", {"opened": opened_by(anybody.post(link, KEN))})
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"] == 'attachment; filename="statement-2026-11-20.pdf"'
    assert paper.content.startswith(b"%PDF-")
    assert StatementLink.objects.get().downloaded_at == NOW


def test_the_file_needs_another_answer_after_a_while(anybody, link):
    opened = opened_by(anybody.post(link, KEN))
    with time_machine.travel(NOW + STAYS_OPEN + timedelta(seconds=2), tick=False):
        assert anybody.post(f"{link}statement.pdf", {"opened": opened}).status_code == 404


def test_one_links_token_gives_no_other_links_file(cast, anybody, link):
    opened = opened_by(anybody.post(link, KEN))
    ann = cast.person("Ann Other", "+13125550122", birth_date="1990-01-01")
    _, other = sent_to(cast, ann)
    assert anybody.post(f"/s/{other}/statement.pdf", {"opened": opened}).status_code == 404
    assert anybody.post(f"{link}statement.pdf", {"opened": "forged"}).status_code == 404


def sent_to(cast, who):
    agree(cast, who.phones.first().number)
    return sent(cast, who)


def test_no_colleague_who_reads_the_conversation_gets_the_link(cast, as_user, link):
    ana = as_user(cast.ana)
    inbox = ana.get(reverse("inbox", args=[cast.downtown.pk])).content.decode()
    thread = Thread.objects.get()
    page = ana.get(reverse("thread", args=[cast.downtown.pk, thread.pk])).content.decode()
    secret = link.split("/")[2]
    assert "your statement from Downtown: http://testserver/s/… Questions?" in page
    assert "/s/…" in inbox
    assert secret not in page + inbox
    # the list keeps the first letters of a text only: a secret may be cut off there
    assert secret[:8] not in inbox


class TestWhatOpensNothing:
    def closed(self, anybody):
        return anybody.get("/s/a-link-that-never-was/")

    def test_an_unknown_link_says_what_to_do(self, anybody):
        page = self.closed(anybody)
        assert page.status_code == 404
        assert "call your dental office" in page.content.decode()

    @pytest.mark.parametrize("wrong", WRONG, ids=str)
    def test_a_wrong_answer_looks_the_same(self, anybody, link, wrong):
        page = anybody.post(link, KEN | wrong)
        assert (page.status_code, page.content) == (404, self.closed(anybody).content)
        assert not StatementLink.objects.filter(seen_at__isnull=False).exists()

    def test_so_does_a_link_that_has_ended(self, anybody, link):
        with time_machine.travel(NOW + LINK_LASTS, tick=False):
            for page in (anybody.get(link), anybody.post(link, KEN)):
                assert (page.status_code, page.content) == (404, self.closed(anybody).content)

    def test_so_does_one_that_was_taken_back_even_when_it_was_open(self, cast, anybody, link):
        opened = opened_by(anybody.post(link, KEN))
        take_back(Statement.objects.get(), by=cast.ben, now=NOW)
        for page in (
            anybody.get(link), anybody.post(link, KEN), anybody.post(f"{link}statement.pdf", {"opened": opened}),
        ):  # fmt: skip
            assert (page.status_code, page.content) == (404, self.closed(anybody).content)

    def test_after_five_wrong_answers_the_right_one_looks_the_same_for_an_hour(self, anybody, link):
        for _ in range(5):
            anybody.post(link, KEN | WRONG[0])
        page = anybody.post(link, KEN)
        assert (page.status_code, page.content) == (404, self.closed(anybody).content)
        with time_machine.travel(NOW + timedelta(hours=1, seconds=1), tick=False):
            assert anybody.post(link, KEN).status_code == 200

    def test_who_tries_many_links_is_slowed_down(self, anybody, settings):
        settings.ACCOUNT_RATE_LIMITS = {"statement_link": "3/m/ip"}
        tries = [anybody.post(f"/s/guess-{place}/", KEN).status_code for place in range(4)]
        assert tries == [404, 404, 404, 429]


def test_nothing_is_stored_sent_on_or_found(anybody, link):
    answers = [anybody.get(link), anybody.post(link, KEN), anybody.get("/s/never/")]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert b"<script" not in answer.content
        assert not answer.cookies


def test_no_log_line_shows_the_secret(anybody, link, caplog):
    with caplog.at_level(logging.DEBUG):
        anybody.post(link, KEN | WRONG[0])
        anybody.put(link)
    lines = [Discreet("{message}", style="{").format(record) for record in caplog.records]
    assert any("/s/…/" in line for line in lines)
    assert not any(link.split("/")[2] in line for line in lines)


def test_the_paper_holds_letters_that_its_font_lacks_as_near_as_they_come(cast):
    who = cast.person("Nguyễn Đỗ <b>", "+13125550122", language="es")
    paper = pdf_of(made(cast, who), "es", "(312) 555-0190")
    assert paper.startswith(b"%PDF-")
    assert len(paper) < 20_000
