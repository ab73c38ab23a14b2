"""Keep every reference inside its organization, and the ledgers append-only: held by the database."""

from django.db import migrations

# (table, column, table it points to); each becomes a foreign key over (organization_id, column)
REFERENCES = [
    ("textnumber", "location_id", "location"),
    ("operatory", "location_id", "location"),
    ("user", "last_location_id", "location"),
    ("userrole", "user_id", "user"),
    ("userrole", "location_id", "location"),
    ("userrole", "role_id", "role"),
    ("patient", "primary_contact_id", "patient"),
    ("patient", "primary_guarantor_id", "patient"),
    ("patient", "duplicate_of_id", "patient"),
    ("phone", "patient_id", "patient"),
    ("primarycontactterm", "patient_id", "patient"),
    ("primarycontactterm", "contact_id", "patient"),
    ("consententry", "by_id", "user"),
    ("consententry", "location_id", "location"),
    ("appointment", "location_id", "location"),
    ("appointment", "operatory_id", "operatory"),
    ("appointment", "provider_id", "provider"),
    ("appointment", "patient_id", "patient"),
    ("appointment", "confirmed_by_text_id", "message"),
    ("thread", "location_id", "location"),
    ("thread", "contact_id", "patient"),
    ("thread", "last_sender_id", "user"),
    ("draft", "user_id", "user"),
    ("draft", "thread_id", "thread"),
    ("message", "location_id", "location"),
    ("message", "thread_id", "thread"),
    ("message", "sent_by_id", "user"),
    ("queuedmessage", "message_id", "message"),
    ("attempt", "message_id", "message"),
    ("auditentry", "location_id", "location"),
    ("auditentry", "user_id", "user"),
    ("knocktally", "location_id", "location"),
]

LEDGERS = ["consententry", "auditentry"]

APPEND_ONLY = """
CREATE FUNCTION chairside_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: add a line instead', TG_TABLE_NAME; END $$
"""


def within(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{column}_within"
    return migrations.RunSQL(
        f"ALTER TABLE chairside_{table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY (organization_id, {column}) REFERENCES chairside_{target} (organization_id, id) "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE chairside_{table} DROP CONSTRAINT {name}",
    )


def append_only(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON chairside_{table} "
        "FOR EACH ROW EXECUTE FUNCTION chairside_append_only()",
        f"DROP TRIGGER append_only ON chairside_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("chairside", "0001_nouns")]
    operations = [
        *(within(*reference) for reference in REFERENCES),
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION chairside_append_only()"),
        *(append_only(table) for table in LEDGERS),
    ]
