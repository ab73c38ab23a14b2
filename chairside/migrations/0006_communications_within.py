"""Keep what is planned, and its rules, inside their organization."""

from django.db import migrations

REFERENCES = [
    ("communication", "location_id", "location"),
    ("plannedmessage", "location_id", "location"),
    ("plannedmessage", "communication_id", "communication"),
    ("plannedmessage", "patient_id", "patient"),
    ("plannedmessage", "contact_id", "patient"),
    ("plannedmessage", "appointment_id", "appointment"),
    ("plannedmessage", "message_id", "message"),
]


def within(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{column}_within"
    return migrations.RunSQL(
        f"ALTER TABLE chairside_{table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY (organization_id, {column}) REFERENCES chairside_{target} (organization_id, id) "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE chairside_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("chairside", "0005_communications")]
    operations = [within(*reference) for reference in REFERENCES]
