"""One way for several statements: what is sent together is answered together, and a broken way harms no other."""

import uuid
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import connection

from chairside.actions.receiving.way import way_on

ADD = "SELECT %(a)s::int + %(b)s::int"
LARGE = 8 * 1024 * 1024  # characters: more than any buffer of a socket holds


@pytest.fixture
def raw(db):
    connection.ensure_connection()
    return connection.connection


def ask(raw, statement, **parameters):
    with way_on(raw) as way:
        answer = way.send(statement, parameters)
    return list(answer)


@pytest.fixture
def own(raw):
    """A connection as the intake's own: outside of any transaction, and its ways prepare what they send."""
    with psycopg.connect(raw.info.dsn, autocommit=True, prepare_threshold=None) as own:
        yield own


def go(raw, *sent):
    with way_on(raw) as way:
        for statement, parameters in sent:
            way.send(statement, parameters)


def prepared(raw):
    return raw.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'intake%'").fetchone()[0]


def test_each_statement_has_its_own_answer(raw):
    with way_on(raw) as way:
        first, second = way.send(ADD, {"a": 1, "b": 2}), way.send("SELECT 'x', NULL UNION ALL SELECT 'y', 1", {})
        third = way.send("CREATE TEMP TABLE of_a_way (n int)", {})
    assert list(first) == [(3,)]
    assert list(second) == [("x", None), ("y", 1)]
    assert (list(third), third.command) == ([], "CREATE TABLE")


def test_nothing_is_answered_before_the_end(raw):
    with pytest.raises(RuntimeError), way_on(raw) as way:
        list(way.send(ADD, {"a": 1, "b": 2}))
    assert ask(raw, ADD, a=2, b=2) == [(4,)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 'ö "quoted" \\ %'), ("text[]", ['a,b', '"', "\\", "NULL", ""]), ("uuid", uuid.UUID(int=7)), ("int", 3),
        ("boolean[]", [True, False]), ("timestamptz", datetime(2026, 3, 8, 2, 30, tzinfo=UTC)), ("text", None),
        ("date", date(2026, 3, 8)), ("date[]", [date(2026, 3, 8), None]), ("numeric[]", []), ("jsonb", None),
    ],
)  # fmt: skip
def test_a_value_comes_back_as_it_was(raw, kind, value):
    assert ask(raw, f"SELECT %(it)s::{kind}", it=value) == [(value,)]


def test_the_same_parameter_twice_is_one(raw):
    assert ask(raw, "SELECT %(a)s::int, %(b)s::int, %(a)s::int", a=1, b=2) == [(1, 2, 1)]


def test_a_text_with_a_nul_is_refused_and_not_cut(raw):
    with pytest.raises(psycopg.DataError):
        ask(raw, "SELECT %(it)s::text", it="before\0after")
    assert ask(raw, ADD, a=1, b=1) == [(2,)]


def test_the_first_error_is_told_and_what_follows_it_is_not_done(own):
    with pytest.raises(psycopg.errors.DivisionByZero):
        go(own, ("SELECT 1 / %(zero)s::int", {"zero": 0}), ("SELECT 'no number'::int", {}))
    assert ask(own, ADD, a=1, b=1) == [(2,)]
    assert own.info.transaction_status.name == "IDLE"


def test_an_error_of_ours_between_leaves_the_connection_usable(raw):
    def stumble():
        with way_on(raw) as way:
            way.send(ADD, {"a": 1, "b": 2})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    assert ask(raw, ADD, a=2, b=2) == [(4,)]


def test_more_than_a_socket_holds_goes_there_and_back(raw):
    with way_on(raw) as way:
        answers = [way.send("SELECT %(it)s::text", {"it": letter * LARGE}) for letter in "ab"]
    assert [len(row[0]) for answer in answers for row in answer] == [LARGE, LARGE]


def test_a_statement_is_prepared_once_and_outlives_an_undone_transaction(own):
    for _ in range(2):
        go(own, ("BEGIN", {}), (ADD, {"a": 1, "b": 2}), (ADD, {"a": 3, "b": 4}))
        own.rollback()
    assert prepared(own) == 2  # BEGIN and the sum


def test_nothing_is_prepared_where_psycopg_forgets_all_at_times(own):
    own.prepare_threshold = 1
    assert [ask(own, ADD, a=1, b=1) for _ in range(2)] == [[(2,)]] * 2
    assert prepared(own) == 0


def test_what_could_not_be_prepared_is_tried_again(own):
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedTable):
            ask(own, "SELECT n FROM of_nobody")
    own.execute("CREATE TEMP TABLE of_nobody AS SELECT 5 AS n")
    assert ask(own, "SELECT n FROM of_nobody") == [(5,)]


def test_a_connection_that_is_cut_on_the_way_is_an_error_and_no_endless_wait(own):
    for statement in ("SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1"):
        with pytest.raises(psycopg.OperationalError):
            ask(own, statement)
