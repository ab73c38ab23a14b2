"""Arrays that we write ourselves arrive in the database as they are, whatever stands in them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from chairside.models import Source
from chairside.models.arrays import literal

MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-6)), timezone(timedelta(hours=5.5))]))
KINDS = {
    "text": st.text(
        st.one_of(st.sampled_from('{}",\\ \n\tNULL'), st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
    ),
    "uuid": st.uuids(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "boolean": st.booleans(),
    "timestamptz": MOMENTS,
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_written_is_what_arrives(kind, data):
    values = data.draw(st.lists(st.one_of(st.none(), KINDS[kind]), max_size=6))
    written = literal(values)
    assert isinstance(written, str)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [written])
        assert cursor.fetchone() == (values,)


def test_what_we_cannot_write_is_left_to_the_driver():
    values = [Source.WORD, datetime(2026, 11, 24, tzinfo=UTC)]
    assert literal(values) is values
