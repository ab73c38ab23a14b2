"""The intake's transactions: begun with the first question, over with the last writes, and all or nothing."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from chairside.actions.receiving.sql import ask, transaction_in_two_ways
from chairside.models import Organization

NOW = datetime(2026, 3, 2, tzinfo=UTC)
COUNT = "SELECT count(*) FROM chairside_organization"
ADD = """
INSERT INTO chairside_organization (id, name, external_id, created_at, idle_minutes, session_hours, second_factor_required)
VALUES (%(id)s, 'Elm', '', now(), 15, 12, false) RETURNING id
"""
# refers to nothing: refused when the transaction is committed, and no sooner
ORPHAN = "INSERT INTO chairside_role (id, organization_id, name, rights) VALUES (%(id)s, %(id)s, 'None', '{}')"
CUT = "SELECT pg_terminate_backend(pg_backend_pid())"


def new():
    return {"id": uuid.uuid4()}


def write(first, last=None, between=lambda: None):
    """Run a transaction of a first statement, something between, and perhaps a last statement."""
    with transaction_in_two_ways() as ways:
        found = ways.first(*first)
        between()
        if last:
            with ways.last() as way:
                way.send(*last)
    return found


def add_by_orm():
    Organization.objects.create(name="Oak", created_at=NOW)


def add_and_fail():
    add_by_orm()
    raise ZeroDivisionError


def stands_alone() -> bool:
    """Whether the connection is out of any transaction, by what Django and the server say."""
    inside = connection.in_atomic_block or not connection.get_autocommit()
    return not inside and connection.connection.info.transaction_status == 0


@pytest.mark.django_db(transaction=True)
class TestAlone:
    def test_committed_with_the_last_way(self):
        with transaction_in_two_ways() as ways:
            assert ways.first(COUNT, {}) == [(0,)]
            with ways.last() as way:
                way.send(ADD, new())
            assert connection.connection.info.transaction_status == 0
        assert stands_alone()
        assert Organization.objects.count() == 1

    def test_committed_at_the_end_without_a_last_way(self):
        write((ADD, new()), between=add_by_orm)
        assert stands_alone()
        assert Organization.objects.count() == 2

    def test_undone_by_an_error_between(self):
        with pytest.raises(ZeroDivisionError):
            write((ADD, new()), between=add_and_fail)
        assert stands_alone()
        assert not Organization.objects.exists()

    def test_undone_by_what_the_last_way_is_refused(self):
        one = new()
        with pytest.raises(IntegrityError):
            write((ADD, one), (ADD, one))
        assert stands_alone()
        assert not Organization.objects.exists()

    def test_undone_by_what_the_commit_is_refused(self):
        with pytest.raises(IntegrityError):
            write((ADD, new()), (ORPHAN, new()))
        assert stands_alone()
        assert not Organization.objects.exists()

    def test_undone_by_what_the_commit_at_the_end_is_refused(self):
        with pytest.raises(IntegrityError):
            write((ADD, new()), between=lambda: ask(f"{ORPHAN} RETURNING id", new()))
        assert stands_alone()
        assert not Organization.objects.exists()

    def test_undone_by_what_the_first_question_is_refused(self):
        with pytest.raises(DatabaseError):
            write(("SELECT 1 / 0", {}))
        assert stands_alone()

    def test_a_block_inside_is_undone_alone_and_may_lock(self):
        def fail_inside():
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                add_and_fail()
            assert Organization.objects.select_for_update().get()

        write((ADD, new()), between=fail_inside)
        assert stands_alone()
        assert Organization.objects.count() == 1

    def test_a_connection_that_was_cut_is_dropped_and_made_anew(self):
        with pytest.raises(DatabaseError):
            write((ADD, new()), between=lambda: ask(CUT, {}))
        assert not Organization.objects.exists()

    def test_a_failed_transaction_is_never_taken_for_a_committed_one(self):
        def fail_unheard():
            with pytest.raises(DatabaseError):
                ask("SELECT 1 / 0", {})

        for last in (None, (ADD, new())):
            with pytest.raises(DatabaseError):
                write((ADD, new()), last, between=fail_unheard)
            assert stands_alone()
            assert not Organization.objects.exists()

    def test_undone_when_an_inner_block_asked_for_it(self):
        write((ADD, new()), between=lambda: transaction.set_rollback(True))
        assert stands_alone()
        assert not Organization.objects.exists()

    def test_a_connection_that_was_closed_inside_is_made_anew(self):
        with pytest.raises(DatabaseError):
            write((ADD, new()), between=lambda: (connection.close(), add_by_orm()))
        assert not Organization.objects.exists()

    def test_what_was_prepared_in_an_undone_transaction_is_prepared_anew(self):
        one = new()
        for _ in range(4):
            write((COUNT, {}), (ADD, new()))
            with pytest.raises(IntegrityError):
                write((ADD, one), (ADD, one))
        write((COUNT, {}), (ADD, new()))
        assert Organization.objects.count() == 5


@pytest.mark.django_db
def test_inside_of_another_transaction_it_is_a_part_of_it():
    one = new()
    with pytest.raises(IntegrityError):
        write((ADD, one), (ADD, one))
    assert not Organization.objects.exists()
    write((COUNT, {}), (ADD, new()))
    assert Organization.objects.count() == 1
    assert connection.in_atomic_block
