"""An answer that names whom it means confirms those, and nobody on a guess."""

from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.communications.confirmation import Answer, Asked, by_person

LEO, MIA, ANA = UUID(int=1), UUID(int=2), UUID(int=3)
TWO = (Asked(LEO, UUID(int=11), "Leo"), Asked(MIA, UUID(int=12), "Mía"))
THREE = (*TWO, Asked(ANA, UUID(int=13), "Ana Maria"))


@pytest.mark.parametrize(
    ("body", "confirmed"),
    [
        ("1 yes 2 no", [LEO]),
        ("1 yes, 2 no", [LEO]),
        ("1: yes\n2: no", [LEO]),
        ("yes 1 no 2", [LEO]),
        ("1 no 2 yes", [MIA]),
        ("1 yes 2 yes", [LEO, MIA]),
        ("1 and 2 yes", [LEO, MIA]),
        ("Leo yes", [LEO]),
        ("yes Leo", [LEO]),
        ("Yes for Leo", [LEO]),
        ("LEO YES!!", [LEO]),
        ("Leo confirmed", [LEO]),
        ("yes for Leo, not Mia", [LEO]),
        ("Yes for Leo but not for Mia.", [LEO]),
        ("no for Leo, yes for Mia", [MIA]),
        ("mia si, leo no", [MIA]),
        ("Leo sí, Mía no", [LEO]),
        ("yes for both", [LEO, MIA]),
        ("both yes", [LEO, MIA]),
        ("Yes, both will be there", [LEO, MIA]),
        ("yes for Leo and Mia", [LEO, MIA]),
        ("yes, Leo and Mia", [LEO, MIA]),
        ("Leo and Mia, yes", [LEO, MIA]),
        ("si para los dos, ambos", [LEO, MIA]),
        ("only Leo yes", [LEO]),
        ("not Mia", []),
        ("no for both", []),
        ("2 no", []),
    ],
)
def test_whom_an_answer_confirms(body, confirmed):
    answer = by_person(body, TWO)
    assert answer == Answer(tuple(confirmed), tuple(visit for visit in (LEO, MIA) if visit not in confirmed))


@pytest.mark.parametrize(
    "body",
    [
        "", "yes", "no", "C", "2", "Leo", "both", "can we move it?", "Leo yes but later please", "yes for Leo at 4",
        "Leo yes no", "yes no Leo", "Leo yes, Leo no", "yes for Leo and Tom", "3 yes", "Leo is sick",
        "Leo yes. Does Mia need x-rays?", "yes both? or only Leo", "tell Leo yes we can", "12 yes", "Leo yes?", "¿Leo sí?", "yes for Leo " * 20,
    ],
)  # fmt: skip
def test_what_is_not_clear_in_every_word_is_an_ordinary_text(body):
    assert by_person(body, TWO) is None


def test_a_name_of_two_words_and_of_three_visits():
    assert by_person("Ana Maria yes, others no", THREE) is None
    assert by_person("Ana Maria yes, Leo no", THREE) == Answer((ANA,), (LEO, MIA))
    assert by_person("1 2 yes 3 no", THREE) == Answer((LEO, MIA), (ANA,))
    assert by_person("yes to all", THREE) == Answer((LEO, MIA, ANA), ())


def test_a_name_that_two_patients_share_means_nobody_and_their_numbers_do():
    twins = (Asked(LEO, UUID(int=11), "Leo"), Asked(MIA, UUID(int=12), "Leo"))
    assert by_person("Leo yes", twins) is None
    assert by_person("2 yes", twins) == Answer((MIA,), (LEO,))


def test_two_visits_of_one_patient_are_meant_by_one_name():
    visits = (Asked(LEO, UUID(int=11), "Leo"), Asked(MIA, UUID(int=11), "Leo"))
    assert by_person("Leo yes", visits) == Answer((LEO, MIA), ())


def test_nobody_was_asked():
    assert by_person("Leo yes", ()) is None


@given(st.text(max_size=200))
def test_nothing_that_is_typed_breaks_it_and_every_visit_is_accounted_for(body):
    answer = by_person(body, THREE)
    if answer:
        assert sorted([*answer.confirmed, *answer.rest]) == [LEO, MIA, ANA]


@pytest.mark.parametrize("words", list(product(["1 yes", "1 no"], ["2 yes", "2 no"], ["3 yes", "3 no"])))
def test_the_order_of_the_answers_does_not_matter(words):
    assert by_person(" ".join(words), THREE) == by_person(", ".join(reversed(words)), THREE)


@given(st.permutations(["Leo", "Mia", "Ana Maria"]), st.integers(0, 3))
def test_only_who_is_named_with_a_yes_is_confirmed(names, how_many):
    said = names[:how_many]
    answer = by_person("yes for " + " and ".join(said), THREE)
    assert (answer is None) == (not said)
    if answer:
        assert len(answer.confirmed) == how_many
