"""Ask the big tables by what is sought, and keep no index on them that nobody asks."""

import chairside.models.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chairside', '0009_sending'),
    ]

    operations = [
        TrigramExtension(),
        migrations.AlterField(
            model_name='message',
            name='location',
            field=chairside.models.fields.Within(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='chairside.location'),
        ),
        migrations.AlterField(
            model_name='message',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='chairside.organization'),
        ),
        migrations.AlterField(
            model_name='message',
            name='sent_by',
            field=chairside.models.fields.Within(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='message',
            name='thread',
            field=chairside.models.fields.Within(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='chairside.thread'),
        ),
        migrations.AlterField(
            model_name='thread',
            name='contact',
            field=chairside.models.fields.Within(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='chairside.patient'),
        ),
        migrations.AlterField(
            model_name='thread',
            name='last_sender',
            field=chairside.models.fields.Within(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='thread',
            name='location',
            field=chairside.models.fields.Within(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='chairside.location'),
        ),
        migrations.AlterField(
            model_name='thread',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='chairside.organization'),
        ),
        migrations.RemoveIndex(model_name='thread', name='thread_by_number'),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(fields=['number', 'location'], name='thread_of_number'),
        ),
        migrations.AddIndex(
            model_name='patient',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('folded_name', 'gin_trgm_ops'), name='patient_by_part_of_name'),
        ),
        migrations.AddIndex(
            model_name='phone',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('number', 'gin_trgm_ops'), name='phone_by_part_of_number'),
        ),
    ]
