"""References that the database holds inside one organization."""

from django.db import migrations


def within(table: str, column: str, target: str) -> migrations.RunSQL:
    """Let a column refer only to rows of the same organization."""
    name = f"{table}_{column}_within"
    return migrations.RunSQL(
        f"ALTER TABLE chairside_{table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY (organization_id, {column}) REFERENCES chairside_{target} (organization_id, id) "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE chairside_{table} DROP CONSTRAINT {name}",
    )
