"""Statements: amounts as people type them, lines that add up, and who may open a link."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.statements import (
    LOCKED_FOR,
    MOST_WRONG_ANSWERS,
    Line,
    Person,
    WrongAmount,
    digest_of,
    is_same_person,
    lock_after,
    new_secret,
    read_amount,
    total,
)

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
BORN = date(1980, 5, 1)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("120", "120.00"), (" $1,200.5 ", "1200.50"), ("-35", "-35.00"), ("\u221235.10", "-35.10"), ("0.01", "0.01")],
)
def test_amounts_are_read_as_people_type_them(typed, amount):
    assert str(read_amount(typed)) == amount


@pytest.mark.parametrize(
    "typed", ["", "abc", "1.234", "1e9", "NaN", "Infinity", "1000000", "12 34", "--5", "9" * 10_000, "1e-99999"]
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(WrongAmount):
        read_amount(typed)


@given(st.lists(st.integers(-(10**6), 10**6), max_size=40))
def test_a_statement_is_the_sum_of_its_lines_to_the_cent(cents):
    lines = [Line(BORN, "Leo", "Visit", Decimal(one) / 100) for one in cents]
    assert total(lines) * 100 == sum(cents)


@pytest.mark.parametrize(
    ("first", "last", "born", "opens"),
    [
        ("Marisol", "Vega", BORN, True),
        (" marisol ", "VEGA", BORN, True),
        ("Marisol", "Véga", BORN, True),
        ("Maria", "Vega", BORN, False),
        ("Marisol", "Lopez", BORN, False),
        ("Marisol", "Vega", date(1980, 5, 2), False),
        ("", "", BORN, False),
        ("Marisol", "", BORN, False),
        ("Marisol", "Vega", None, False),
    ],
)
def test_a_link_opens_for_name_and_birth_date_together(first, last, born, opens):
    assert is_same_person(Person(first, last, born), Person("Marisol", "Vega", BORN)) is opens


def test_nobody_is_the_same_as_somebody_without_a_birth_date_on_record():
    assert not is_same_person(Person("Marisol", "Vega", None), Person("Marisol", "Vega", None))


def test_who_has_one_name_is_known_by_that_one():
    assert is_same_person(Person("", "Vega", BORN), Person("", "Vega", BORN))
    assert not is_same_person(Person("Marisol", "Vega", BORN), Person("", "Vega", BORN))
    assert not is_same_person(Person("", "", BORN), Person("", "", BORN))


def test_a_link_is_locked_for_a_while_after_each_fifth_wrong_answer():
    locks = [lock_after(wrong, NOW) for wrong in range(1, 2 * MOST_WRONG_ANSWERS + 1)]
    assert [bool(one) for one in locks] == ([False] * (MOST_WRONG_ANSWERS - 1) + [True]) * 2
    assert locks[-1] == NOW + LOCKED_FOR
    assert timedelta(minutes=30) <= LOCKED_FOR


def test_a_secret_is_long_fit_for_an_address_and_only_its_digest_is_kept():
    secret = new_secret()
    assert len(secret) == 24
    assert secret.replace("-", "").replace("_", "").isalnum()
    assert secret not in digest_of(secret)
    assert new_secret() != secret
