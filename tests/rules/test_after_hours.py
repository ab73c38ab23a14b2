"""The after-hours reply goes once a day to a person who wrote while it was closed."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.after_hours import (
    ENGLISH_TEXT,
    SPANISH_TEXT,
    Facts,
    fault_of,
    is_of_a_machine,
    opens_in_words,
    replies,
)
from chairside.rules.inbound import Meaning
from chairside.rules.opening_hours import OpeningHours
from chairside.rules.segments import split

CHICAGO = ZoneInfo("America/Chicago")
HOURS = OpeningHours({day: ((time(8), time(17)),) for day in range(5)}, {datetime(2026, 11, 26).date(): ()})  # noqa: DTZ001
EVENING = datetime(2026, 11, 24, 2, tzinfo=UTC)  # Monday, 20:00
NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
HOLIDAY = datetime(2026, 11, 26, 18, tzinfo=UTC)
TEXT = Facts(meaning=Meaning.ORDINARY, body="Is my crown ready?", for_review=False, at=EVENING, last_replied_at=None)


@pytest.mark.parametrize(
    ("changed", "now", "expected"),
    [
        ({}, EVENING, True),
        ({"at": HOLIDAY}, HOLIDAY, True),
        ({"at": NOON}, NOON, False),
        ({"meaning": Meaning.OPT_OUT}, EVENING, False),
        ({"meaning": Meaning.OPT_IN}, EVENING, False),
        ({"meaning": Meaning.HELP}, EVENING, False),
        ({"meaning": Meaning.CONFIRMATION}, EVENING, False),
        ({"for_review": True}, EVENING, False),
        ({"at": EVENING - timedelta(hours=2)}, EVENING, False),
        ({"body": "Auto-reply: I am driving"}, EVENING, False),
        ({"last_replied_at": EVENING - timedelta(hours=1)}, EVENING, False),
        # ten in the evening and two in the morning are one night
        ({"at": EVENING + timedelta(hours=6), "last_replied_at": EVENING + timedelta(hours=2)}, EVENING + timedelta(hours=6), False),
        # six in the morning and eight in the evening are one day
        ({"last_replied_at": EVENING - timedelta(hours=14)}, EVENING, False),
        ({"last_replied_at": EVENING - timedelta(hours=23)}, EVENING, True),
    ],
)  # fmt: skip
def test_when_it_goes(changed, now, expected):
    assert replies(replace(TEXT, **changed), HOURS, now, CHICAGO) is expected


@pytest.mark.parametrize(
    "body",
    [
        "[Auto-Reply] I'm driving and will get back to you when I arrive", "This is an automated message.",
        "I am out of the office until Monday", "This number is unmonitored", "I'm currently unavailable. I am currently unavailable",
        "Please do not reply to this message", "Respuesta automática: estoy manejando", "Thanks! We are closed and will respond when we open",
    ],
)  # fmt: skip
def test_machines_are_known_by_what_they_say(body):
    assert is_of_a_machine(body)


@pytest.mark.parametrize(
    "body", ["Are you closed tomorrow?", "My tooth hurts, please call", "Can I park in front of the office?", "👍", ""]
)
def test_people_are_no_machines(body):
    assert not is_of_a_machine(body)


def test_the_wording_is_checked():
    assert fault_of(ENGLISH_TEXT) is None
    assert fault_of(SPANISH_TEXT) is None
    assert "{date}" in str(fault_of("See you {date}"))
    assert fault_of("x" * 1500)


@pytest.mark.parametrize("text", [ENGLISH_TEXT, SPANISH_TEXT])
def test_the_default_is_at_most_two_messages_of_plain_letters(text):
    filled = text.replace("{opens}", "Wed, Nov 25 at 8:00 AM").replace("{phone}", "(312) 555-0190")
    assert (split(filled).encoding, split(filled).count <= 2) == ("GSM-7", True)


def test_when_it_opens_is_said_in_both_languages():
    opens = HOURS.opens_next(EVENING, CHICAGO)
    assert opens_in_words(opens, CHICAGO, "en") == "Tue, Nov 24 at 8:00 AM"
    assert opens_in_words(opens, CHICAGO, "es") == "mar 24 nov a las 8:00 AM"
    assert (opens_in_words(None, CHICAGO, "en"), opens_in_words(None, CHICAGO, "es")) == ("soon", "pronto")


@given(st.lists(st.integers(0, 7 * 24 * 60), max_size=60))
def test_whatever_comes_in_a_week_nobody_gets_two_in_a_day_or_any_while_it_is_open(minutes):
    last, days = None, []
    for minute in sorted(minutes):
        now = EVENING + timedelta(minutes=minute)
        if replies(replace(TEXT, at=now, last_replied_at=last), HOURS, now, CHICAGO):
            assert not HOURS.is_open(now.astimezone(CHICAGO))
            last = now
            days.append(now.astimezone(CHICAGO).date())
    assert len(days) == len(set(days))
