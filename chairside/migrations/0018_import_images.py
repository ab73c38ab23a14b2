"""Hold imports inside their organization, and keep an image of every row that one changes.

While a transaction says `chairside.import_run`, the database writes each changed row's form before and
after into chairside_importchange: whatever code does the importing, it can be undone.
"""

from django.db import migrations

from chairside.migrations._within import within

REFERENCES = [
    ("importrun", "location_id", "location"),
    ("importrun", "by_id", "user"),
    ("importrun", "undone_by_id", "user"),
    ("importpart", "run_id", "importrun"),
    ("importrow", "run_id", "importrun"),
    ("importproblem", "run_id", "importrun"),
]
# importchange refers to its run without a foreign key: the trigger below writes it, some seven times for a patient

WATCHED = [
    "location", "textnumber", "provider", "operatory", "patient", "phone", "primarycontactterm", "appointment",
    "importedrecord",
]  # fmt: skip

KEEP_IMAGE = """
CREATE FUNCTION chairside_keep_image() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE present record;
BEGIN
    IF TG_OP = 'DELETE' THEN present := OLD; ELSE present := NEW; END IF;
    INSERT INTO chairside_importchange (organization_id, run_id, "table", row_id, before, after) VALUES (
        present.organization_id, current_setting('chairside.import_run')::uuid, TG_TABLE_NAME, present.id,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
    RETURN NULL;
END $$
"""


def watched(table: str) -> migrations.RunSQL:
    # outside an import the condition is all that a changed row costs
    return migrations.RunSQL(
        f"CREATE TRIGGER kept_for_undo AFTER INSERT OR UPDATE OR DELETE ON chairside_{table} FOR EACH ROW "
        "WHEN (coalesce(current_setting('chairside.import_run', true), '') <> '') "
        "EXECUTE FUNCTION chairside_keep_image()",
        f"DROP TRIGGER kept_for_undo ON chairside_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("chairside", "0017_import_runs")]
    operations = [
        *(within(*reference) for reference in REFERENCES),
        migrations.RunSQL(KEEP_IMAGE, "DROP FUNCTION chairside_keep_image()"),
        *(watched(table) for table in WATCHED),
    ]
