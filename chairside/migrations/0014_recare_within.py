"""Keep recare inside its organization."""

from django.db import migrations

from chairside.migrations._within import within


class Migration(migrations.Migration):
    dependencies = [("chairside", "0013_recare")]
    operations = [
        within("patientrecare", "location_id", "location"),
        within("patientrecare", "patient_id", "patient"),
        within("patientrecare", "type_id", "recaretype"),
        within("communication", "recare_type_id", "recaretype"),
        within("plannedmessage", "recare_id", "patientrecare"),
    ]
