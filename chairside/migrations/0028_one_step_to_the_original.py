"""What is a duplicate of a duplicate becomes one of the original: nobody is heard through two steps."""

from django.db import migrations

FLATTEN = """
WITH RECURSIVE step (id, original, steps) AS (
    SELECT patient.id, patient.duplicate_of_id, 1 FROM chairside_patient AS patient
    WHERE patient.duplicate_of_id IS NOT NULL
  UNION ALL
    SELECT step.id, original.duplicate_of_id, step.steps + 1
    FROM step JOIN chairside_patient AS original ON original.id = step.original
    WHERE original.duplicate_of_id IS NOT NULL AND step.steps < 20)
UPDATE chairside_patient AS patient SET duplicate_of_id = last.original
FROM (SELECT DISTINCT ON (id) id, original, steps FROM step ORDER BY id, steps DESC) AS last
WHERE patient.id = last.id AND last.steps > 1 AND last.original <> patient.id
"""


class Migration(migrations.Migration):
    dependencies = [("chairside", "0027_search_in_the_index")]

    operations = [migrations.RunSQL(FLATTEN, migrations.RunSQL.noop)]
