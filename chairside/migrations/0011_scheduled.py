"""Texts that leave later, and pop-ups about them."""

import chairside.models.fields
import chairside.models.identifiers
import chairside.models.scheduled_message
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chairside.migrations._within import within


class Migration(migrations.Migration):

    dependencies = [
        ('chairside', '0010_big_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScheduledMessage',
            fields=[
                ('id', models.UUIDField(default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('body', models.TextField()),
                ('client_id', models.UUIDField()),
                ('written_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('cancelled', 'cancelled')], default=chairside.models.scheduled_message.ScheduledState['WAITING'], max_length=16)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_kind_known',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('mentioned', 'mentioned'), ('texted_meanwhile', 'texted_meanwhile'), ('scheduled_failed', 'scheduled_failed')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['mentioned', 'texted_meanwhile', 'scheduled_failed'])), name='notice_kind_known'),
        ),
        migrations.AddField(
            model_name='scheduledmessage',
            name='by',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scheduledmessage',
            name='message',
            field=chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='chairside.message'),
        ),
        migrations.AddField(
            model_name='scheduledmessage',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='chairside.organization'),
        ),
        migrations.AddField(
            model_name='scheduledmessage',
            name='thread',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='scheduled_messages', to='chairside.thread'),
        ),
        migrations.AddIndex(
            model_name='scheduledmessage',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='scheduled_due'),
        ),
        migrations.AddIndex(
            model_name='scheduledmessage',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['thread'], name='scheduled_in_thread'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmessage',
            constraint=models.UniqueConstraint(fields=('organization', 'client_id'), name='scheduled_client_id'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmessage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'cancelled'])), name='scheduled_state_known'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmessage',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('settled_at__isnull', False), _connector='XOR'), name='scheduled_settled_unless_waiting'),
        ),
        within("scheduledmessage", "thread_id", "thread"),
        within("scheduledmessage", "by_id", "user"),
        within("scheduledmessage", "message_id", "message"),
    ]
