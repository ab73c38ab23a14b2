"""Functions by which names and texts are folded for searching.

A text's words are kept with the last digits of its location's id before them, so that one index
serves the searches of every location. Letters lose case and accents; each function stands alone, so
that a restored backup needs no search path.
"""

FOLDED = "translate(lower(%s), 'áàâäãåāéèêëēíìîïīóòôöõøōúùûüūýÿñç¿¡', 'aaaaaaaeeeeeiiiiiooooooouuuuuyync  ')"

FOLD = f"""
CREATE FUNCTION chairside_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT {FOLDED % "words"} $$
"""

LEXEMES = f"""
CREATE FUNCTION chairside_lexemes(location uuid, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT array_to_tsvector(coalesce(
    array_agg(DISTINCT right(location::text, 8) || ':' || lexeme), '{{}}'::text[]))
  FROM unnest(to_tsvector('pg_catalog.simple'::regconfig, {FOLDED % "body"}))
$$
"""

QUERY = f"""
CREATE FUNCTION chairside_query(location uuid, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT coalesce(string_agg(
    quote_literal(right(location::text, 8) || ':' || lexeme)
      || CASE WHEN positions[array_upper(positions, 1)] = last THEN ':*' ELSE '' END, ' & '), '')::tsquery
  FROM (
    SELECT lexeme, positions, max(positions[array_upper(positions, 1)]) OVER () AS last
    FROM unnest(to_tsvector('pg_catalog.simple'::regconfig, {FOLDED % "words"}))
  ) AS words
$$
"""


FUNCTIONS = [
    (FOLD, "DROP FUNCTION chairside_fold(text)"),
    (LEXEMES, "DROP FUNCTION chairside_lexemes(uuid, text)"),
    (QUERY, "DROP FUNCTION chairside_query(uuid, text)"),
]
