"""What a location answers by itself while it is closed."""

import chairside.models.identifiers
import django.db.models.deletion
from django.db import migrations, models

from chairside.migrations._within import within


class Migration(migrations.Migration):

    dependencies = [
        ('chairside', '0015_campaigns'),
    ]

    operations = [
        migrations.CreateModel(
            name='AfterHoursReply',
            fields=[
                ('id', models.UUIDField(default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('active_since', models.DateTimeField(blank=True, null=True)),
                ('english', models.CharField(max_length=1600)),
                ('spanish', models.CharField(blank=True, max_length=1600)),
                ('location', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='after_hours_reply', to='chairside.location')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='chairside.organization')),
            ],
        ),
        within("afterhoursreply", "location_id", "location"),
    ]
