"""Let those who look after bills look after statements: billing coordinators, and whoever deals with roles."""

from django.db import migrations

GIVE = """
UPDATE chairside_role
SET rights = (SELECT array_agg(DISTINCT one ORDER BY one)
              FROM unnest(rights || ARRAY['review_statements', 'edit_statements']::varchar[]) AS one)
WHERE name = 'Billing Coordinator' OR 'edit_user_roles' = ANY(rights)
"""


class Migration(migrations.Migration):
    dependencies = [("chairside", "0021_statement_ways")]
    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
