"""Pace of a text number, one attempt per pair held by the database, and texts that did not arrive as work."""

import chairside.models.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chairside.migrations._within import within


REFERENCES = [("message_id", "message"), ("thread_id", "thread"), ("done_by_id", "user")]

# of several attempts of a pair that nobody ended, the newest keeps the pair
ONE_PER_PAIR = """
UPDATE chairside_attempt AS old SET settled_at = now()
WHERE old.settled_at IS NULL AND EXISTS (
    SELECT FROM chairside_attempt AS newer
    WHERE newer.from_number = old.from_number AND newer.to_number = old.to_number
      AND newer.settled_at IS NULL AND newer.id > old.id)
"""

OPEN_WORK = """
INSERT INTO chairside_undeliverable (message_id, organization_id, thread_id, since)
SELECT message.id, message.organization_id, message.thread_id, message.status_at
FROM chairside_message AS message JOIN chairside_thread AS thread ON thread.id = message.thread_id
WHERE thread.undeliverable_at IS NOT NULL AND message.direction = 'out'
  AND message.status IN ('failed', 'undelivered', 'not_confirmed')
  AND message.status_at <= thread.undeliverable_at
"""


class Migration(migrations.Migration):
    dependencies = [
        ("chairside", "0008_receiving"),
    ]

    operations = [
        migrations.RunSQL(ONE_PER_PAIR, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Undeliverable",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="undeliverable",
                        serialize=False,
                        to="chairside.message",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="attempt",
            name="attempt_in_flight",
        ),
        migrations.RemoveIndex(
            model_name="queuedmessage",
            name="queue_order",
        ),
        migrations.RemoveIndex(
            model_name="queuedmessage",
            name="queue_by_pair",
        ),
        migrations.AddField(
            model_name="attempt",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="textnumber",
            name="connected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="textnumber",
            name="counted_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="textnumber",
            name="paid_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="textnumber",
            name="people_paid_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="textnumber",
            name="rests_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="textnumber",
            name="segments_counted",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="textnumber",
            name="segments_per_day",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="textnumber",
            name="segments_per_second",
            field=models.PositiveSmallIntegerField(blank=True, default=1, null=True),
        ),
        migrations.AddIndex(
            model_name="queuedmessage",
            index=models.Index(fields=["from_number", "lane", "due_at", "message"], name="queue_order"),
        ),
        migrations.AddIndex(
            model_name="queuedmessage",
            index=models.Index(fields=["from_number", "to_number", "lane", "message"], name="queue_by_pair"),
        ),
        migrations.AddIndex(
            model_name="queuedmessage",
            index=models.Index(fields=["expires_at"], name="queue_by_expiry"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("from_number", "to_number"),
                name="one_attempt_per_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("carrier_id__isnull", False)),
                fields=("organization", "carrier_id"),
                name="attempt_carrier_id",
            ),
        ),
        migrations.AddField(
            model_name="undeliverable",
            name="done_by",
            field=chairside.models.fields.Within(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="undeliverable",
            name="organization",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
        ),
        migrations.AddField(
            model_name="undeliverable",
            name="thread",
            field=chairside.models.fields.Within(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="undeliverables",
                to="chairside.thread",
            ),
        ),
        migrations.AddIndex(
            model_name="undeliverable",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["thread", "since"], name="to_work_through"
            ),
        ),
        *(within("undeliverable", *reference) for reference in REFERENCES),
        migrations.RunSQL(OPEN_WORK, migrations.RunSQL.noop),
    ]
