"""A text is counted in septets or UTF-16 units, and no pair is ever parted."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.segments import ALONE, EXTENSION, JOINED, LIMIT, split

CASES = json.loads((Path(__file__).parent / "segment_cases.json").read_text(encoding="utf-8"))
GSM_TEXT = st.text(alphabet=st.sampled_from("abc 123@£é\n€{}[]~|^\\"), max_size=700)
ANY_TEXT = st.text(max_size=700)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_table(case):
    counted = split(case["piece"] * case["times"] + case.get("then", ""))
    assert (counted.encoding, counted.units, counted.count) == (case["encoding"], case["units"], case["count"])


@given(st.one_of(GSM_TEXT, ANY_TEXT))
def test_parts_join_to_the_text(body):
    assert "".join(split(body).parts) == body


@given(st.one_of(GSM_TEXT, ANY_TEXT))
def test_no_part_is_larger_than_its_message(body):
    counted = split(body)
    room = ALONE[counted.encoding] if counted.count <= 1 else JOINED[counted.encoding]
    for part in counted.parts:
        assert weight(part, counted.encoding) <= room


@given(ANY_TEXT)
def test_no_surrogate_pair_is_parted(body):
    if split(body).encoding == "UCS-2":
        for part in split(body).parts:
            units = part.encode("utf-16-le", "surrogatepass")
            assert units.decode("utf-16-le", "surrogatepass") == part


@given(st.one_of(GSM_TEXT, ANY_TEXT))
def test_parts_are_filled_before_the_next_begins(body):
    counted = split(body)
    for part, following in zip(counted.parts, counted.parts[1:], strict=False):
        assert weight(part, counted.encoding) + weight(following[0], counted.encoding) > JOINED[counted.encoding]


@given(ANY_TEXT)
def test_culprits_are_why_the_alphabet_changed(body):
    counted = split(body)
    assert bool(counted.culprits) == (counted.encoding == "UCS-2")
    assert split("".join(sign for sign in body if sign not in counted.culprits)).encoding == "GSM-7"


@pytest.mark.parametrize(
    ("body", "capacity"), [("", 160), ("a" * 160, 160), ("a" * 161, 306), ("á", 70), ("á" * 71, 134)]
)
def test_capacity_is_what_fits_without_one_more_message(body, capacity):
    assert split(body).capacity == capacity


@given(st.sampled_from(["a", "á"]), st.integers(min_value=1, max_value=1600))
def test_a_text_without_pairs_can_be_filled_to_its_capacity(letter, length):
    counted = split(letter * length)
    assert split(letter * counted.capacity).count == counted.count
    assert split(letter * (counted.capacity + 1)).count == counted.count + 1


def test_culprits_are_named_once_in_their_order():
    assert split("así, ¿sí? 😀 á 😀").culprits == ("í", "😀", "á")


def test_the_last_letter_without_a_pair_is_one_unit_and_the_next_two():
    assert [split(sign).units for sign in "\uffff\U00010000"] == [1, 2]


def test_the_limit_is_the_carriers():
    assert LIMIT == 1600


def test_half_a_pair_is_counted_as_one_unit():
    assert split("\ud83d").units == 1
    assert split("\udc4d" * 71).count == 2


@pytest.mark.parametrize("body", ["a" * LIMIT, "€" * LIMIT, "😀" * LIMIT], ids=["letters", "escapes", "pairs"])
def test_the_longest_text_is_counted_in_a_blink(body):
    fastest = min(_seconds(body) for _ in range(5))
    assert fastest < 0.002


def _seconds(body):
    began = process_time()
    split(body)
    return process_time() - began


def weight(text, encoding):
    if encoding == "GSM-7":
        return sum(2 if sign in EXTENSION else 1 for sign in text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
