"""Let a due date be taken back, and let an import that brings due dates be undone."""

from django.db import migrations, models

WATCH = (
    "CREATE TRIGGER kept_for_undo AFTER INSERT OR UPDATE OR DELETE ON chairside_patientrecare FOR EACH ROW "
    "WHEN (coalesce(current_setting('chairside.import_run', true), '') <> '') "
    "EXECUTE FUNCTION chairside_keep_image()"
)


class Migration(migrations.Migration):
    dependencies = [("chairside", "0022_statement_rights")]

    operations = [
        migrations.AlterField("patientrecare", "due_on", models.DateField(blank=True, null=True)),
        migrations.RunSQL(WATCH, "DROP TRIGGER kept_for_undo ON chairside_patientrecare"),
    ]
