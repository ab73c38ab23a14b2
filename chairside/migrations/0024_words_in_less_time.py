"""Let the words of a text be told in a third of the time, which every text that comes or goes pays.

The result is the same. The function holds one expression, so that the planner can write it into the
statement; a text in plain ASCII has no accents to take off; and the words get their location's digits
all at once, in the written form of the vector, whose words no blank ever parts.

The index is told to sort in what is new after 256 kB rather than 4 MB: one text in some thousand had to wait
20 ms for that, and every search walked through what was not sorted in yet.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from chairside.migrations._words import FOLDED, LEXEMES

WORDS = f"CASE WHEN octet_length(body) = length(body) THEN lower(body) ELSE {FOLDED % 'body'} END"
FASTER = f"""
CREATE OR REPLACE FUNCTION chairside_lexemes(location uuid, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT replace(
    ' ' || strip(to_tsvector('pg_catalog.simple'::regconfig, {WORDS}))::text,
    ' ''', ' ''' || right(location::text, 8) || ':')::tsvector
$$
"""


class Migration(migrations.Migration):
    dependencies = [("chairside", "0023_due_dates")]

    operations = [
        migrations.RunSQL(FASTER, LEXEMES.replace("CREATE", "CREATE OR REPLACE", 1)),
        migrations.RunSQL(
            "ALTER INDEX message_words SET (gin_pending_list_limit = 256)",
            "ALTER INDEX message_words RESET (gin_pending_list_limit)",
            state_operations=[
                migrations.RemoveIndex("message", "message_words"),
                migrations.AddIndex(
                    "message", GinIndex(fields=["lexemes"], name="message_words", gin_pending_list_limit=256)
                ),
            ],
        ),
    ]
