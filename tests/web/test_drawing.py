"""What a page says is put into words once, and never in another reader's language or at another place's time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from unittest.mock import patch
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from jinja2 import Template

from chairside.models import View
from chairside.web.bubbles import day_label
from chairside.web.drawing import clock
from chairside.web.filters import Filters
from chairside.web.languages import once_in_each_language
from chairside.web.rows import Mark, Row, Trouble, draw, since

NOON = datetime(2026, 3, 14, 17, 0, tzinfo=UTC)
THREAD, PLACE = UUID(int=7), UUID(int=8)
PLACES = [ZoneInfo("America/Chicago"), ZoneInfo("America/Denver"), ZoneInfo("Europe/Berlin")]


def row(**changed: object) -> Row:
    values: dict[str, object] = {
        "pk": THREAD,
        "is_unread": False,
        "contact": "Ada <Ito>",
        "for_whom": "",
        "snippet": "Can I come later?",
        "since": "Mon",
        "moment": "2026-03-14T12:00:00-05:00",
        "state": "",
        "state_words": "",
        "marks": (),
        **changed,
    }
    return Row(**values)  # type: ignore[arg-type]


def drawn(one: Row, **more: object) -> str:
    narrowing = more.pop("filters", Filters())
    return str(draw([one], PLACE, narrowing, **more))  # type: ignore[arg-type]


@contextmanager
def not_drawn() -> Iterator[None]:
    with patch.object(Template, "render", side_effect=AssertionError("drawn again")):
        yield


def test_the_same_row_is_drawn_once_and_a_changed_one_anew() -> None:
    first = drawn(row(snippet="drawn once"))
    with not_drawn():
        assert drawn(row(snippet="drawn once")) == first
    for changed in ({"is_unread": True}, {"since": "Tue"}, {"marks": (Mark("Done", icon="check"),)}):
        assert drawn(row(snippet="drawn once", **changed)) != first


def test_a_row_that_is_open_or_stands_in_another_view_is_another_one() -> None:
    first = drawn(row())
    assert 'aria-current="true"' in drawn(row(), open_thread=THREAD)
    assert f"{THREAD}/?view=mine" in drawn(row(), filters=Filters(view=View.MINE))
    troubled = row(trouble=Trouble("Landline.", "Call.", 0))
    assert "Landline." in drawn(troubled, filters=Filters(view=View.UNDELIVERABLE))
    assert "Landline." not in drawn(troubled)
    assert drawn(row()) == first
    assert "aria-current" not in first


def test_what_somebody_searches_for_is_not_kept() -> None:
    searching = Filters(words="parking")
    assert "?q=parking" in drawn(row(), filters=searching)
    with not_drawn(), pytest.raises(AssertionError, match="drawn again"):
        drawn(row(), filters=searching)


def test_what_people_have_written_is_escaped_in_a_kept_row() -> None:
    assert "Ada &lt;Ito&gt;" in drawn(row())


def test_what_is_kept_is_kept_for_each_language() -> None:
    asked = []

    @once_in_each_language(10)
    def greeting(name: str) -> str:
        asked.append(name)
        return f"{translation.get_language()} {name}"

    said = []
    for language in ("en", "de", "en", "de"):
        with translation.override(language):
            said.append(greeting("Ada"))
    assert said == ["en Ada", "de Ada", "en Ada", "de Ada"]
    assert asked == ["Ada", "Ada"]


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_one_moment_is_told_by_each_place_s_own_clock(place: ZoneInfo) -> None:
    # equal moments, so a careless memory would give all places the first one's words
    local = NOON.astimezone(place)
    expected = local.strftime("%-I:%M %p").replace("AM", "a.m.").replace("PM", "p.m.")
    assert clock(local).lower().replace(".", "") == expected.lower().replace(".", "")
    assert since(local, local) == clock(local)


def test_yesterday_is_yesterday_for_one_day_only() -> None:
    day = date(2026, 3, 13)
    assert day_label(day, date(2026, 3, 14)) == "Yesterday"
    assert day_label(day, date(2026, 3, 15)) == "Friday, March 13"
    moment = datetime(2026, 3, 13, 9, 30, tzinfo=PLACES[0])
    assert since(moment, moment.replace(day=14)) == "Fri"
    assert since(moment, moment.replace(day=25)) == "Mar 13"
