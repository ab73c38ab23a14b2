"""What automated texts say, and what may not be saved."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.communications.kinds import Kind
from chairside.rules.communications.linter import lint
from chairside.rules.communications.templates import (
    Someone,
    Wording,
    fill,
    longest,
    shortest,
    values,
    with_way_out,
)
from chairside.rules.consent_categories import Category

SATURDAY = datetime(2026, 11, 28, 15)  # noqa: DTZ001 as the office's clock shows it
ENGLISH = "Cedar Dental {location}: {patients} on {date} at {time}. Reply YES to confirm. Questions? Call {phone}."
SPANISH = "Cedar Dental {location}: {patients}, {date} a las {time}. Responda YES para confirmar."
PLACE = {"location": "Downtown", "phone": "(312) 555-0190"}


def told(*patients, language="en"):
    return fill(
        Wording(ENGLISH, SPANISH).in_language(language), values(language, contact="Marisol", patients=patients, **PLACE)
    )


class TestFilling:
    def test_times_stand_in_the_order_of_the_names_so_that_numbers_count_along_the_text(self):
        later = SATURDAY.replace(hour=16)
        text = told(Someone("Zoe", "Vega", SATURDAY), Someone("Ann", "Vega", SATURDAY), Someone("Mia", "Vega", later))
        assert "Zoe, Ann and Mia on Sat, Nov 28 at 3:00 PM (Zoe), 3:00 PM (Ann) and 4:00 PM (Mia)" in text

    def test_one_patient(self):
        assert told(Someone("Leo", "Vega", SATURDAY)) == (
            "Cedar Dental Downtown: Leo on Sat, Nov 28 at 3:00 PM. Reply YES to confirm. Questions? Call (312) 555-0190."
        )

    def test_siblings_at_one_time(self):
        assert "Leo and Mia on Sat, Nov 28 at 3:00 PM." in told(
            Someone("Leo", "", SATURDAY), Someone("Mia", "", SATURDAY)
        )

    def test_siblings_one_after_the_other(self):
        later = SATURDAY.replace(minute=40)
        text = told(Someone("Mia", "", later), Someone("Leo", "", SATURDAY))
        assert "Mia and Leo on Sat, Nov 28 at 3:00 PM (Leo) and 3:40 PM (Mia)." in text

    def test_two_visits_of_one_patient(self):
        text = told(Someone("Leo", "", SATURDAY), Someone("Leo", "", SATURDAY.replace(hour=16)))
        assert "Leo on Sat, Nov 28 at 3:00 PM and 4:00 PM." in text

    def test_namesakes_are_told_apart(self):
        assert "Leo Vega and Leo Paz on" in told(Someone("Leo", "Vega", SATURDAY), Someone("Leo", "Paz", SATURDAY))

    def test_spanish(self):
        text = told(Someone("Leo", "", SATURDAY), Someone("Mia", "", SATURDAY), language="es")
        assert text == "Cedar Dental Downtown: Leo y Mia, sáb 28 nov a las 3:00 PM. Responda YES para confirmar."

    def test_without_spanish_the_english_is_for_everybody(self):
        assert Wording("Hello").in_language("es") == "Hello"

    def test_a_first_text_tells_the_way_out_once(self):
        assert with_way_out("See you.", "en") == "See you. Reply STOP to opt out."
        assert with_way_out("See you. STOP to opt out.", "en") == "See you. STOP to opt out."

    @given(st.lists(st.sampled_from(["{date}", "{time}", "{patients}", "{nothing}", "{}", "{ ", "{", "a b"])))
    def test_no_word_in_braces_reaches_a_phone(self, parts):
        filled = values("en", contact="Al", patients=[Someone("Al", "", SATURDAY)], **PLACE)
        assert not re.search(r"\{\w*\}", fill(" ".join(parts), filled))


class TestCases:
    def test_the_longest_is_longer_and_counts_the_way_out(self):
        short, long = shortest(Wording(ENGLISH), "en", **PLACE), longest(Wording(ENGLISH), "en", **PLACE)
        assert short.segments.count == 1
        assert long.segments.count == 2
        assert long.body.endswith("Reply STOP to opt out.")

    def test_accents_cost_messages_and_it_shows(self):
        assert longest(Wording(ENGLISH, "Sí: {patients} {time}"), "es", **PLACE).segments.encoding == "UCS-2"


def findings(text, kind=Kind.APPOINTMENT, category=Category.CARE, spanish="", **more):
    return lint(kind, category, Wording(text, spanish), **more)


def forbidden(text, **more):
    return [str(one.words) for one in findings(text, **more) if one.forbids]


class TestLinter:
    @pytest.mark.parametrize("text", [ENGLISH, SPANISH, "{date} {time}: Reply YES. STOP to opt out.", "If you need to cancel, call {phone}. {date} {time}", "See you at the end of {date}, {time}"])  # fmt: skip
    def test_good_texts_pass(self, text):
        assert findings(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "Reply CANCEL to cancel.", "reply cancel if you cannot come", "Text us back to cancel", "Reply with the word 'cancel'",
            "Reply YES to confirm or CANCEL to cancel", "Reply Y to confirm or cancel to cancel", "Reply to cancel.",
            "C to confirm, CANCEL to move", "Send END to finish", "Text QUIT", "Responda CANCELAR para cancelar",
            "Envíe cancelar", "Answer \"stopall\"", "Reply STOP to cancel your visit", "Text STOP if you need to change the appointment",
            "Type unsubscribe", "Text opt out", "conteste con la palabra cancelar",
        ],
    )  # fmt: skip
    def test_no_word_that_opts_out_is_asked_for(self, text):
        assert len(forbidden(f"{{date}} {{time}} {text}")) == 1

    def test_unknown_fields_are_refused_with_those_there_are(self):
        assert forbidden("{date} {time} {amount} {amount}") == [
            "There is no field {amount} here. You can use {first_name}, {patients}, {location}, {phone}, {date}, {time}."
        ]
        assert len(forbidden("{date} {time} {link}")) == 1

    def test_what_the_kind_needs(self):
        assert "{time}" in forbidden("See you {date}")[0]
        assert "{link}" in forbidden("A bill for {patients}", kind=Kind.STATEMENT, category=Category.BILLING)[0]
        assert [one.forbids for one in findings("Tomorrow at {time}")] == [False]

    def test_an_offer_tells_the_way_out(self):
        assert len(forbidden("Whitening offer", kind=Kind.RECARE, category=Category.MARKETING)) == 1
        assert forbidden("An offer. Reply STOP to opt out.", kind=Kind.RECARE, category=Category.MARKETING) == []

    @pytest.mark.parametrize("word", ["root canal", "Crown", "extraction", "HIV", "endodoncia", "caries"])
    def test_no_more_of_health_than_needed(self, word):
        assert word in forbidden(f"Your {word}: {{date}} {{time}}")[0]

    def test_a_hint_at_the_treatment_is_only_pointed_out(self):
        assert [one.forbids for one in findings("Your cleaning {date} {time}")] == [False]

    def test_who_asks_for_confirmation_says_how(self):
        assert [one.forbids for one in findings("{date} {time}", asks_confirmation=True)] == [False]
        assert findings("{date} {time} Reply YES to confirm", asks_confirmation=True) == []

    def test_both_languages_are_looked_at(self):
        assert [one.field for one in findings("{date} {time}", spanish="{fecha} {time} {date}")] == ["spanish"]

    def test_nothing_at_all(self):
        assert [one.field for one in findings(" ")] == ["english"]

    def test_too_long(self):
        assert len(forbidden("{date} {time} " + "a" * 1590)) == 1

    @given(st.text(max_size=1600))
    def test_any_text_is_judged(self, text):
        findings(text)
