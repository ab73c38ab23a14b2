"""What the pages ask is answered by an index made for it: no question walks through a big table."""

import json
import random
import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from bench.filling import BEFORE, MESSAGES, THREADS
from chairside.actions.receiving.plans import PLANS
from chairside.actions.receiving.statements import GATHER
from chairside.actions.sending.begin import MINE
from chairside.actions.sending.claim import NUMBERS
from chairside.models import Location, Organization, Phone, Thread, User, View
from chairside.models.fields import seal
from chairside.models.inbox_numbers import inbox_numbers
from chairside.models.text_figures import Asked, figures_of, first_replies, why_failed
from chairside.rules.search_words import understand
from chairside.web.filters import Filters
from chairside.web.inbox import newest_of
from chairside.web.log import newest_texts
from chairside.web.looking_up import patients_found

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
TODAY = NOW.date()
BIG = {"chairside_message", "chairside_thread", "chairside_patient", "chairside_phone"}
LOCATIONS, THREADS_EACH, MESSAGES_IN_ALL = 25, 200, 24_000
# so small a table is walked soonest: who still walks it has no other way
TIDY = (
    """SELECT gin_clean_pending_list(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
       JOIN pg_am ON pg_am.oid = relam WHERE amname = 'gin' AND relname ~ '^(message|patient|phone)_'""",
    "ANALYZE",
    "SET LOCAL enable_seqscan = off",
)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Many locations of one organization, filled as bench.size fills its own, and gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        organization = Organization.objects.create(name="Cedar Dental", created_at=NOW)
        user = User.objects.create(organization=organization, username=f"desk-{uuid4()}", name="Ana Lindgren")
        values = {
            "locations": LOCATIONS, "threads": LOCATIONS * THREADS_EACH, "seconds": 60, "first": 0, "last": MESSAGES_IN_ALL,
            "organization": organization.pk, "user": user.pk, "token": seal("never used"),
        }  # fmt: skip
        with connection.cursor() as cursor:
            for statement in (*BEFORE, MESSAGES, THREADS, *TIDY):
                cursor.execute(statement, values)
        yield random.Random(7).choice(list(Location.objects.filter(organization=organization).order_by("pk")))
        transaction.set_rollback(True)


def plans(ask):
    """Give the plan of every statement that `ask` lets the program run."""
    found = []

    def explain(execute, statement, parameters, many, context):
        if statement.lstrip().startswith(("SELECT", "WITH")) and not many:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
                [(told,)] = cursor.fetchall()
            found.append(told if isinstance(told, list) else json.loads(told))
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(explain):
        ask()
    return [node for plan in found for node in nodes(plan[0]["Plan"])]


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def walked(found):
    """Give the big tables that are walked through from end to end, by themselves or along an index."""
    return {node["Relation Name"] for node in found if _walks(node)} & BIG


def _walks(node):
    if node["Node Type"] in {"Index Scan", "Index Only Scan"}:
        return "Index Cond" not in node
    return node["Node Type"] == "Seq Scan"


def asked(found):
    """Give the indexes that are asked."""
    return {node["Index Name"] for node in found if "Index Name" in node}


def texts_of_some_thread(place):
    thread = Thread.objects.filter(location=place).first()
    return lambda: newest_texts(thread)


def rows(place, **narrowing):
    return lambda: newest_of(Filters(**narrowing).apply(place, User.objects.first(), NOW))


def report(question):
    """Ask for the report of one day of a place."""
    return lambda place: lambda: question(Asked([place.pk], TODAY, TODAY))


QUESTIONS = {
    "the report by day": (report(figures_of), {"message_at_location"}),
    "why texts failed": (report(why_failed), {"message_at_location"}),
    "time to the first reply": (report(first_replies), {"message_at_location", "message_in_thread"}),
    "all threads": (rows, {"inbox_all"}),
    "unread threads": (lambda place: rows(place, view=View.UNREAD), {"inbox_unread"}),
    "threads to answer": (lambda place: rows(place, view=View.TO_ANSWER), {"inbox_to_answer"}),
    "undeliverable threads": (lambda place: rows(place, view=View.UNDELIVERABLE), {"inbox_undeliverable"}),
    "my threads": (lambda place: rows(place, view=View.MINE), {"inbox_mine"}),
    "snoozed threads": (lambda place: rows(place, view=View.SNOOZED), {"inbox_snoozed"}),
    "done threads": (lambda place: rows(place, view=View.DONE), {"inbox_done"}),
    "a common word": (lambda place: rows(place, words="appointment"), {"message_words"}),
    "a rare word": (lambda place: rows(place, words="zudalot"), {"message_words", "inbox_all"}),
    "a short word": (lambda place: rows(place, words="at"), {"message_words"}),
    "a name": (lambda place: rows(place, words="ines gra"), {"inbox_all", "patient_by_part_of_name"}),
    "a long and a short word": (lambda place: rows(place, words="ines a"), {"patient_by_part_of_name"}),
    "a number": (lambda place: rows(place, words="+1 2010 79"), {"one_thread_per_number"}),
    "texts of a thread": (texts_of_some_thread, {"message_in_thread"}),
    "the red dot and the views": (
        lambda place: lambda: inbox_numbers(place.pk, User.objects.values_list("pk", flat=True).first()),
        {"inbox_unread", "inbox_to_answer", "inbox_undeliverable"},
    ),
    "a patient by name": (
        lambda place: lambda: patients_found(place, understand("ines gra", TODAY)),
        {"patient_by_part_of_name"},
    ),
    "a patient by a part of the number": (
        lambda place: lambda: patients_found(place, understand("100792", TODAY)),
        {"phone_by_part_of_number"},
    ),
    "who has this number": (
        lambda place: lambda: list(Phone.objects.contacts_who_have("+12010000000", place.organization_id)),
        {"phone_by_number"},
    ),
    "all threads of a number": (
        lambda place: lambda: list(Thread.objects.filter(organization=place.organization_id, number="+12010000000")),
        {"thread_of_number"},
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_by_the_index_made_for_it(filled, django_db_blocker, name):
    ask, indexes = QUESTIONS[name]
    with django_db_blocker.unblock():
        found = plans(ask(filled))
    assert found
    assert not walked(found), [
        (one["Node Type"], one.get("Relation Name"), one.get("Index Name"), one.get("Filter")) for one in found
    ]
    assert indexes <= asked(found), asked(found)


@pytest.mark.parametrize(
    ("name", "index"), [("texts of a thread", "message_in_thread"), ("a common word", "message_words")]
)
def test_without_its_index_the_messages_would_be_walked(filled, django_db_blocker, name, index):
    ask, _ = QUESTIONS[name]
    with django_db_blocker.unblock(), transaction.atomic():
        connection.cursor().execute(f"DROP INDEX {index}")
        found = plans(ask(filled))
        transaction.set_rollback(True)
    assert index not in asked(found)
    assert "chairside_message" in walked(found)


@pytest.mark.django_db
def test_no_index_mentions_the_status_of_a_message():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'chairside_message'")
        definitions = [definition for (definition,) in cursor.fetchall()]
    assert definitions
    assert not [one for one in definitions if re.search(r"\b(status|status_at|error_code|failure)\b", one)]


def test_a_text_that_comes_in_is_looked_up_by_indexes_even_in_a_table_of_which_nothing_is_known(
    filled, django_db_blocker
):
    number = {
        "numbers": ["+13125550100"],
        "senders": ["+12010000000"],
        "carrier_ids": [str(uuid4())],
        "begun": NOW,
        "now": NOW,
    }
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM pg_statistic")
            for setting in re.findall(r"-c (\w+=\w+)", PLANS):
                cursor.execute(f"SET LOCAL {setting}")
        found = plans(lambda: connection.cursor().execute(GATHER, number))
        transaction.set_rollback(True)
    assert {"message_carrier_id", "phone_by_number", "thread_of_number"} <= asked(found), asked(found)
    read_whole = {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"}
    assert not read_whole & {"chairside_patient", "chairside_phone", "chairside_appointment", "chairside_message"}
    [known] = [node for node in found if node.get("Index Name") == "message_carrier_id"]
    assert "organization_id" in known["Index Cond"]
    assert "carrier_id" in known["Index Cond"]


FILL_QUEUE = """
INSERT INTO chairside_queuedmessage (message_id, organization_id, lane, from_number, to_number, due_at, expires_at, tries)
SELECT id, organization_id, 1, '+13125550100', '+1312' || row_number() OVER (), now(), now() + interval '1 hour', 0
FROM chairside_message LIMIT 5000
"""
LEASE = """
UPDATE chairside_queuedmessage SET leased_until = now() + interval '1 minute'
WHERE message_id IN (SELECT message_id FROM chairside_queuedmessage LIMIT 100) RETURNING message_id, leased_until
"""


def test_a_long_send_queue_is_looked_up_by_its_keys_though_no_statistics_know_of_leases(filled, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = on")
            cursor.execute(FILL_QUEUE)
            cursor.execute("ANALYZE chairside_queuedmessage")
            cursor.execute(LEASE)
            ids, leases = zip(*cursor.fetchall(), strict=True)
        for statement, asked_for, index in (
            (NUMBERS, {"lanes": 6}, "queue_order"),
            (MINE, {"ids": list(ids), "leases": list(leases)}, "chairside_queuedmessage_pkey"),
        ):
            found = plans(lambda: connection.cursor().execute(statement, asked_for))  # noqa: B023 - asked at once
            assert index in asked(found), asked(found)
            assert "Seq Scan" not in {
                one["Node Type"] for one in found if one.get("Relation Name") == "chairside_queuedmessage"
            }
        transaction.set_rollback(True)
