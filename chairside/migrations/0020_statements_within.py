"""Keep statements and emails inside their organization."""

from django.db import migrations

from chairside.migrations._within import within


class Migration(migrations.Migration):
    dependencies = [("chairside", "0019_statements")]
    operations = [
        within("statement", "location_id", "location"),
        within("statement", "guarantor_id", "patient"),
        within("statement", "made_by_id", "user"),
        within("statement", "taken_back_by_id", "user"),
        within("statementlink", "statement_id", "statement"),
        within("email", "planned_id", "plannedmessage"),
        within("plannedmessage", "statement_id", "statement"),
    ]
