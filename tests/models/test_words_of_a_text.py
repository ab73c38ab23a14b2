"""What is kept of a text for searching: each of its words, folded, with its location's digits before it."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

LOCATION = "0191d2a0-0000-7000-8000-0000beefcafe"

# word by word, as the manual says it; what the program runs is told from it by nothing but its speed
PLAINLY = """
SELECT array_to_tsvector(coalesce(array_agg(DISTINCT right(%(location)s::text, 8) || ':' || lexeme), '{}'::text[]))
FROM unnest(to_tsvector('pg_catalog.simple'::regconfig, translate(lower(%(body)s::text),
    'áàâäãåāéèêëēíìîïīóòôöõøōúùûüūýÿñç¿¡', 'aaaaaaaeeeeeiiiiiooooooouuuuuyync  ')))
"""

pytestmark = pytest.mark.django_db


def told(body: str) -> tuple[str, str]:
    """Give the words by the program's function, and those told plainly."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT chairside_lexemes(%(location)s::uuid, %(body)s)::text, ({PLAINLY})::text",
            {"location": LOCATION, "body": body},
        )
        return cursor.fetchone()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", ""),
        (" ... ", ""),
        ("My CROWN, my crown!", "'beefcafe:crown' 'beefcafe:my'"),
        ("Año niño", "'beefcafe:ano' 'beefcafe:nino'"),
    ],
)
def test_words_are_folded_and_told_once(body, words):
    assert told(body) == (words, words)


@pytest.mark.parametrize(
    "body",
    [
        "it's o'clock, she said: 'quoted' and back\\slash \\' '",
        "http://exa.com/a'b?x='1' <a href='x y'>hi</a> a'b''c",
        "  'x ' y' ''z",
        "foo-bar's e-mail a.b@c.de 3.5 -7e5 /usr/local/x' y",
        "مرحبا كيف 日本語 עברית 🙏 ﬁne ½ K İstanbul",
    ],
)
def test_no_sign_of_a_text_confuses_the_words(body):
    assert len(set(told(body))) == 1


@settings(max_examples=150)
@given(
    st.text(
        st.one_of(
            st.sampled_from("ab '\"\\:/-.@<>&=é1\n"), st.characters(exclude_characters="\0", exclude_categories=["Cs"])
        ),
        max_size=80,
    )
)
def test_any_text_has_the_same_words_as_told_plainly(body):
    assert len(set(told(body))) == 1
