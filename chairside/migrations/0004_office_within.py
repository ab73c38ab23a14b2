"""Hold the office's references inside their organization, chain the audit log, and share out the office's rights."""

from typing import Any

from django.db import migrations, models

REFERENCES = [
    ("hoursexception", "location_id", "location"),
    ("textnumbertest", "location_id", "location"),
    ("textnumbertest", "by_id", "user"),
    ("invitation", "user_id", "user"),
    ("invitation", "invited_by_id", "user"),
    ("subscription", "user_id", "user"),
    ("subscription", "provider_id", "provider"),
    ("subscription", "operatory_id", "operatory"),
    ("quickreply", "location_id", "location"),
    ("quickreply", "owner_id", "user"),
]

OFFICE_RIGHTS = [
    "edit_location_information",
    "edit_user_roles",
    "edit_users",
    "edit_security_settings",
    "edit_quick_replies",
    "review_audit_log",
    "import_records",
]

# Everything a line says, joined by the unit separator; the moment in microseconds, whatever the session's zone.
HASH = """
CREATE FUNCTION chairside_audit_hash(line chairside_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
SELECT encode(sha256(convert_to(concat_ws(chr(31),
    line.previous_hash, line.number, line.id, line.organization_id,
    coalesce(line.location_id::text, ''), coalesce(line.user_id::text, ''), coalesce(line.patient_id::text, ''),
    (extract(epoch FROM line.at) * 1000000)::bigint, line.type, line.action, line.details::text
), 'UTF8')), 'hex') $$
"""

CHAIN = """
CREATE FUNCTION chairside_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head chairside_audithead;
BEGIN
    INSERT INTO chairside_audithead (organization_id, number, hash) VALUES (NEW.organization_id, 0, '')
        ON CONFLICT (organization_id) DO NOTHING;
    SELECT * INTO head FROM chairside_audithead WHERE organization_id = NEW.organization_id FOR UPDATE;
    NEW.number := head.number + 1;
    NEW.previous_hash := head.hash;
    NEW.hash := chairside_audit_hash(NEW);
    UPDATE chairside_audithead SET number = NEW.number, hash = NEW.hash WHERE organization_id = NEW.organization_id;
    RETURN NEW;
END $$
"""

# Lines from before the chain are chained in the order in which they were made.
CHAIN_WHAT_IS_THERE = """
DO $$
DECLARE line chairside_auditentry;
        head chairside_audithead;
BEGIN
    FOR line IN SELECT * FROM chairside_auditentry ORDER BY organization_id, id LOOP
        INSERT INTO chairside_audithead (organization_id, number, hash) VALUES (line.organization_id, 0, '')
            ON CONFLICT (organization_id) DO NOTHING;
        SELECT * INTO head FROM chairside_audithead WHERE organization_id = line.organization_id;
        line.number := head.number + 1;
        line.previous_hash := head.hash;
        line.hash := chairside_audit_hash(line);
        UPDATE chairside_auditentry SET number = line.number, previous_hash = line.previous_hash, hash = line.hash
            WHERE id = line.id;
        UPDATE chairside_audithead SET number = line.number, hash = line.hash
            WHERE organization_id = line.organization_id;
    END LOOP;
END $$
"""


def within(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{column}_within"
    return migrations.RunSQL(
        f"ALTER TABLE chairside_{table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY (organization_id, {column}) REFERENCES chairside_{target} (organization_id, id) "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE chairside_{table} DROP CONSTRAINT {name}",
    )


def share_out_rights(apps: Any, _editor: object) -> None:
    """Who might manage the office may now do each of its parts; the front desk keeps quick replies."""
    for role in apps.get_model("chairside", "Role").objects.all():
        rights = set(role.rights)
        if "manage_office" in rights:
            rights = rights - {"manage_office"} | set(OFFICE_RIGHTS)
        elif "manage_inbox_messages" in rights:
            rights.add("edit_quick_replies")
        role.rights = sorted(rights)
        role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("chairside", "0003_office")]
    operations = [
        *(within(*reference) for reference in REFERENCES),
        migrations.RunPython(share_out_rights, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(HASH, "DROP FUNCTION chairside_audit_hash(chairside_auditentry)"),
        migrations.RunSQL("ALTER TABLE chairside_auditentry DISABLE TRIGGER append_only", migrations.RunSQL.noop),
        migrations.RunSQL(CHAIN_WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE chairside_auditentry ENABLE TRIGGER append_only", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(fields=("organization", "number"), name="audit_number"),
        ),
        migrations.RunSQL(CHAIN, "DROP FUNCTION chairside_audit_chain()"),
        migrations.RunSQL(
            "CREATE TRIGGER chained BEFORE INSERT ON chairside_auditentry "
            "FOR EACH ROW EXECUTE FUNCTION chairside_audit_chain()",
            "DROP TRIGGER chained ON chairside_auditentry",
        ),
    ]
