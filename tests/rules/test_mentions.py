"""An @ and a name in a note mean a colleague."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.mentions import mentioned

ANA, BEN, INES, ANA_MARIA = (UUID(int=number) for number in range(1, 5))
PEOPLE = {ANA: "Ana Lindgren", BEN: "Ben Carter", INES: "Inés Okafor"}


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("@Ben please call", [BEN]),
        ("please ask @ben carter, or @INES.", [BEN, INES]),
        ("@Ben @Ben @Ben Carter", [BEN]),
        ("(@Ines)", [INES]),
        ("Ben should know", []),
        ("mail ben@carter.com", []),
        ("@Benny", []),
        ("@ Ben", []),
        ("@@Ben", []),
        ("@", []),
        ("", []),
    ],
)
def test_who_is_meant(body, meant):
    assert mentioned(body, PEOPLE) == meant


def test_a_first_name_that_two_share_means_nobody_and_the_full_name_one():
    people = {ANA: "Ana Lindgren", ANA_MARIA: "Ana Maria Sol"}
    assert mentioned("@Ana", people) == []
    assert mentioned("@Ana Maria Sol and so on", people) == [ANA_MARIA]


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_it(body):
    assert set(mentioned(body, PEOPLE)) <= set(PEOPLE)
