"""Statements for staff: listed, made, sent one by one or in a batch, taken back; and on the patient's page."""

from datetime import date

import pytest
from django.urls import reverse

from chairside.actions.communications.release import release_due
from chairside.actions.statements.open_link import find_link, open_link
from chairside.models import (
    AuditEntry,
    Communication,
    ConsentEntry,
    Message,
    PlannedMessage,
    Role,
    Source,
    Statement,
)
from chairside.rules.statements import Person
from tests.actions.statements import BORN, NUMBER, agree, estatement, guarantor, made, send, sent
from tests.cast import NOW
from tests.web.answers import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]
LINES = {
    "dated": "2026-11-20", "on": ["2026-11-02", "2026-11-09", "", ""], "about": ["Leo", "", "", ""],
    "what": ["Visit", "Paid", "", ""], "amount": ["$1,120.00", "-20", "", ""],
}  # fmt: skip


@pytest.fixture
def ken(cast):
    return guarantor(cast)


@pytest.fixture
def switched_on(cast):
    return estatement(cast)


def url(cast, name="statements", *parts):
    return reverse(name, args=[cast.downtown.pk, *parts])


class TestRights:
    def test_the_front_desk_sees_none(self, cast, ana, ken):
        statement = made(cast, ken)
        assert ana.get(url(cast)).status_code == 404
        assert ana.get(url(cast, "statement", statement.pk)).status_code == 404
        assert ana.get(url(cast, "patient_statements", ken.pk)).status_code == 404
        assert "Statements" not in words(ana.get(url(cast, "patient", ken.pk)))

    def test_who_may_only_review_changes_nothing(self, cast, ana, ken, switched_on):
        Role.objects.filter(name="Receptionist").update(rights=["review_statements", "review_patients"])
        statement = made(cast, ken)
        page = words(ana.get(url(cast, "statement", statement.pk)))
        assert "Download as PDF" in page
        assert "Take back" not in page
        assert ana.get(url(cast, "new_statement")).status_code == 404
        assert ana.get(url(cast, "statement_batch")).status_code == 404
        assert ana.post(url(cast, "statement_sending", statement.pk)).status_code == 404
        assert ana.post(url(cast, "statement_taking_back", statement.pk)).status_code == 404

    def test_another_locations_statement_is_not_found(self, cast, ben, ken):
        elsewhere = made(cast, ken, location=cast.lakeside)
        assert ben.get(url(cast, "statement", elsewhere.pk)).status_code == 404


class TestMaking:
    def test_it_is_the_sum_of_its_lines_and_not_sent_yet(self, cast, ben, ken):
        answer = ben.post(url(cast, "new_statement"), {**LINES, "patient": ken.pk})
        statement = Statement.objects.get()
        assert answer["Location"] == url(cast, "statement", statement.pk)
        assert (str(statement.amount), statement.dated, len(statement.lines)) == ("1100.00", date(2026, 11, 20), 2)
        page = words(ben.get(answer["Location"]))
        assert "It is not sent yet." in page
        assert "$1,100.00" in page
        assert not PlannedMessage.objects.exists()

    def test_sent_twice_by_one_page_it_is_one(self, cast, ben, ken):
        given = {**LINES, "patient": ken.pk, "own": "01a20cd2-0000-7000-8000-000000000001"}
        ben.post(url(cast, "new_statement"), given)
        ben.post(url(cast, "new_statement"), given)
        assert Statement.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"patient": ""}, "Choose the guarantor"),
            ({"dated": "soon"}, "Choose the day of the statement."),
            ({"amount": ["much", "-20", "", ""]}, "Type dollars and cents"),
            ({"on": ["", "2026-11-09", "", ""]}, "Choose a day."),
            ({"what": ["", "Paid", "", ""]}, "Say what it is for."),
            ({"on": [""], "about": [""], "what": [""], "amount": [""]}, "Type at least one line."),
            (
                {"amount": ["999999.99"] * 20, "what": ["x"] * 20, "on": ["2026-11-02"] * 20},
                "Together the lines are more",
            ),
        ],
        ids=str,
    )
    def test_what_is_wrong_is_named_and_nothing_typed_is_lost(self, cast, ben, ken, wrong, said):
        answer = ben.post(url(cast, "new_statement"), {**LINES, "patient": ken.pk, **wrong})
        assert answer.status_code == 422
        assert said in words(answer)
        assert 'value="Leo"' in words(answer) or "about" in wrong
        assert not Statement.objects.exists()

    def test_for_a_child_it_names_the_guarantor(self, cast, ben, ken):
        leo = cast.person("Leo Ito", contact=ken)
        assert "Pick Ken Ito." in words(ben.post(url(cast, "new_statement"), {**LINES, "patient": leo.pk}))
        page = ben.get(url(cast, "new_statement") + f"?patient={leo.pk}")
        assert f'value="{ken.pk}"' in words(page)

    def test_more_lines_keep_what_was_typed(self, cast, ben, ken):
        page = ben.post(url(cast, "new_statement"), {**LINES, "patient": ken.pk, "deed": "more"})
        assert page.status_code == 200
        assert words(page).count('name="what"') == 8
        assert 'value="$1,120.00"' in words(page)


class TestOne:
    def test_it_says_by_which_way_it_would_go_and_goes(self, cast, ben, ken, switched_on):
        statement = made(cast, ken)
        own = url(cast, "statement", statement.pk)
        assert "Sent now, it goes by text." in words(ben.get(own))
        ben.post(url(cast, "statement_sending", statement.pk))
        release_due(NOW)
        page = words(ben.get(own))
        assert "Sent by text" in page
        assert "Send again" in page
        assert Message.objects.count() == 1

    def test_sent_by_two_colleagues_at_once_it_goes_once(self, cast, ben, ken, switched_on):
        statement = made(cast, ken)
        for _ in range(2):
            answer = ben.post(url(cast, "statement_sending", statement.pk), follow=True)
        assert "It is on its way already." in words(answer)
        assert PlannedMessage.objects.count() == 1

    def test_sent_again_it_has_a_new_link(self, cast, ben, ken, switched_on):
        statement, _ = sent(cast, ken)
        ben.post(url(cast, "statement_sending", statement.pk))
        release_due(NOW)
        assert statement.links.count() == 2

    def test_who_may_not_be_reached_is_said_with_what_to_do(self, cast, ben, switched_on):
        statement = made(cast, cast.person("Ken Ito", NUMBER, birth_date=BORN))
        page = words(ben.get(url(cast, "statement", statement.pk)))
        assert "It cannot be sent now:" in page
        assert "has not agreed to texts about bills" in page

    def test_while_estatements_are_off_it_says_so(self, cast, ben, ken):
        statement = made(cast, ken)
        assert "eStatements are switched off at Downtown" in words(ben.get(url(cast, "statement", statement.pk)))
        answer = ben.post(url(cast, "statement_sending", statement.pk), follow=True)
        assert "Switch them on under Patient Communications." in words(answer)
        assert not PlannedMessage.objects.exists()

    def test_seen_and_downloaded_are_told(self, cast, ben, ken, switched_on):
        statement, secret = sent(cast, ken)
        open_link(find_link(secret), Person("Ken", "Ito", BORN), NOW)
        page = words(ben.get(url(cast, "statement", statement.pk)))
        assert "Seen" in page
        assert "Nov 23, 2026, 11:00 AM" in page
        assert "Seen" in words(ben.get(url(cast)))

    def test_taken_back_it_is_not_sent_any_more(self, cast, ben, ken, switched_on):
        statement, _ = sent(cast, ken)
        ben.post(url(cast, "statement_taking_back", statement.pk))
        page = words(ben.get(url(cast, "statement", statement.pk)))
        assert "Taken back" in page
        assert "Ben Carter" in page
        assert 'id="send-statement"' not in page
        answer = ben.post(url(cast, "statement_sending", statement.pk), follow=True)
        assert "It was taken back." in words(answer)

    def test_its_paper_is_a_pdf_and_taking_it_is_in_the_audit_log(self, cast, ben, ken):
        paper = ben.get(url(cast, "statement_paper", made(cast, ken).pk))
        assert paper.content.startswith(b"%PDF-")
        assert AuditEntry.objects.filter(type="statement").last().action == "downloaded a statement"
        assert "Statement" in words(ben.get(url(cast, "audit_log")))


class TestBatch:
    def test_it_offers_who_can_get_one_and_says_why_others_are_left_out(self, cast, ben, ken, switched_on):
        made(cast, ken)
        made(cast, cast.person("Ann Other", "+13125550122", birth_date=BORN))
        made(cast, guarantor(cast, "Bo Lind", "+13125550123", birth_date=None))
        page = words(ben.get(url(cast, "statement_batch")))
        assert "1 statement can go" in page
        going, left_out = page.split("Left out", 1)
        assert "Ken Ito" in going
        assert "Ann Other has not agreed to texts about bills." in left_out
        assert "birth date is not on record" in left_out

    def test_who_was_billed_since_is_left_out(self, cast, ben, ken, switched_on):
        send(cast, made(cast, ken))
        made(cast, ken, date(2026, 11, 22))
        page = words(ben.get(url(cast, "statement_batch"), {"since": "2026-11-01"}))
        assert "A statement went to them on that day or later." in page
        assert "1 statement can go" in words(ben.get(url(cast, "statement_batch"), {"since": "2026-11-24"}))
        assert "1 statement can go" in words(ben.get(url(cast, "statement_batch"), {"since": ""}))

    def test_of_two_for_one_guarantor_the_newest_goes(self, cast, ben, ken, switched_on):
        older, newer = made(cast, ken), made(cast, ken, date(2026, 11, 22))
        page = words(ben.get(url(cast, "statement_batch")))
        assert f'value="{newer.pk}"' in page
        assert f'value="{older.pk}"' not in page
        ben.post(url(cast, "statement_batch"), {"since": "2026-11-01", "statement": [older.pk, newer.pk]})
        assert PlannedMessage.objects.get().statement == newer

    def test_those_chosen_are_sent_and_the_rest_is_not(self, cast, ben, ken, switched_on):
        chosen = made(cast, ken)
        made(cast, guarantor(cast, "Bo Lind", "+13125550123"))
        answer = ben.post(url(cast, "statement_batch"), {"since": "", "statement": [chosen.pk]}, follow=True)
        assert "1 statement is on its way." in words(answer)
        assert PlannedMessage.objects.get().statement == chosen

    def test_without_a_choice_or_with_a_wrong_day_nothing_is_sent(self, cast, ben, ken, switched_on):
        chosen = made(cast, ken)
        for given, said in (
            ({"since": ""}, "Choose at least one statement."),
            ({"since": "soon", "statement": [chosen.pk]}, "Choose a day, or leave it empty."),
        ):
            answer = ben.post(url(cast, "statement_batch"), given)
            assert answer.status_code == 422
            assert said in words(answer)
        assert not PlannedMessage.objects.exists()

    def test_another_practices_statement_is_not_sent(self, cast, ben, switched_on):
        ann = cast.person("Ann Other", organization=cast.birch, birth_date=BORN)
        theirs = made(cast, ann, location=cast.harbor, by=cast.zoe)
        assert ben.post(url(cast, "statement_batch"), {"since": "", "statement": [theirs.pk]}).status_code == 422
        assert not PlannedMessage.objects.exists()

    def test_sent_at_night_it_says_until_when_it_waits(self, cast, ben, ken, switched_on):
        Communication.objects.update(earliest="12:00")
        made(cast, ken)
        assert "by text, not before Nov 23, 2026, 12:00 PM" in words(ben.get(url(cast, "statement_batch")))

    def test_many_cost_no_more_questions_than_few(self, cast, ben, switched_on, django_assert_max_num_queries):
        for place in range(12):
            made(cast, guarantor(cast, f"P{place} Lind", f"+1312555014{place:02}"[:12]))
        with django_assert_max_num_queries(60):
            ben.get(url(cast, "statement_batch"))


class TestList:
    def test_filters_by_state_guarantor_and_day(self, cast, ben, ken, switched_on):
        sent(cast, ken)
        made(cast, cast.person("Ann Other", "+13125550122"))
        made(cast, cast.person("Old Bill", "+13125550124"), date(2026, 1, 5))
        every = words(ben.get(url(cast)))
        assert "Ken Ito" in every
        assert "Old Bill" not in every
        assert "Old Bill" in words(ben.get(url(cast), {"first": "2026-01-01"}))
        unsent = words(ben.get(url(cast), {"state": "new"}))
        assert "Ann Other" in unsent
        assert "Ken Ito" not in unsent
        assert "Ann Other" not in words(ben.get(url(cast), {"patient": "ito"}))

    def test_it_teaches_when_there_is_none(self, cast, ben):
        assert "A statement tells a guarantor what is owed" in words(ben.get(url(cast)))

    @pytest.mark.parametrize("given", [{"first": "x", "state": "x", "before": "x_y"}, {"last": "9999-99-99"}])
    def test_an_address_made_up_does_no_harm(self, cast, ben, given):
        assert ben.get(url(cast), given).status_code == 200

    def test_it_goes_on_after_fifty(self, cast, ben, ken):
        for _ in range(51):
            made(cast, ken)
        first = ben.get(url(cast)).content.decode()
        older = first.split('href="?')[-1].split('"')[0].replace("&amp;", "&")
        assert words(ben.get(url(cast) + f"?{older}")).count("planned-new") == 1


class TestOnThePatientsPage:
    def test_the_guarantors_statements_stand_there(self, cast, ben, ken, switched_on):
        sent(cast, ken)
        page = words(ben.get(url(cast, "patient_statements", ken.pk)))
        assert "Nov 20, 2026" in page
        assert "$100.00" in page

    def test_a_child_leads_to_the_guarantor(self, cast, ben, ken):
        leo = cast.person("Leo Ito", contact=ken)
        page = words(ben.get(url(cast, "patient_statements", leo.pk)))
        assert url(cast, "patient_statements", ken.pk) in page
        assert "go to the primary guarantor" in page


def test_a_number_that_said_no_to_bills_is_not_texted(cast, ben, switched_on):
    ken = guarantor(cast)
    ConsentEntry.objects.create(
        organization=cast.cedar,
        number=NUMBER,
        opted_in=False,
        at=NOW,
        source=Source.STAFF,
        wording="x",
        category="billing",
    )
    made(cast, ken)
    assert "has not agreed" in words(ben.get(url(cast, "statement_batch")))


def test_an_agreement_afterwards_lets_it_go(cast, ben, switched_on):
    ken = cast.person("Ken Ito", NUMBER, birth_date=BORN)
    send(cast, made(cast, ken))
    assert "Could not be sent" in words(ben.get(url(cast)))
    agree(cast)
    assert "1 statement can go" in words(ben.get(url(cast, "statement_batch")))
