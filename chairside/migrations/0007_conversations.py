"""Whose a conversation is, until when it rests, whether it is done; notes of colleagues, and pop-ups."""

import chairside.models.fields
import chairside.models.identifiers
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chairside.migrations._within import within


class Migration(migrations.Migration):

    dependencies = [
        ('chairside', '0006_communications_within'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('mentioned', 'mentioned')], max_length=24)),
                ('at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ThreadNote',
            fields=[
                ('id', models.UUIDField(default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('body', models.CharField(max_length=2000)),
                ('client_id', models.UUIDField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='thread',
            name='inbox_to_answer',
        ),
        migrations.RemoveIndex(
            model_name='thread',
            name='inbox_undeliverable',
        ),
        migrations.AddField(
            model_name='thread',
            name='assigned_to',
            field=chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='thread',
            name='done_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='thread',
            name='snoozed_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('unanswered_since__isnull', False), ('unread', 0), ('done_at__isnull', True), ('snoozed_until__isnull', True)), fields=['location', '-last_at', '-id'], name='inbox_to_answer'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('undeliverable_at__isnull', False), ('done_at__isnull', True), ('snoozed_until__isnull', True)), fields=['location', '-last_at', '-id'], name='inbox_undeliverable'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('assigned_to__isnull', False), ('done_at__isnull', True), ('snoozed_until__isnull', True)), fields=['location', 'assigned_to', '-last_at', '-id'], name='inbox_mine'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('done_at__isnull', False)), fields=['location', '-last_at', '-id'], name='inbox_done'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('snoozed_until__isnull', False)), fields=['snoozed_until'], name='thread_to_wake'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('snoozed_until__isnull', False)), fields=['location', '-last_at', '-id'], name='inbox_snoozed'),
        ),
        migrations.AddField(
            model_name='notice',
            name='by',
            field=chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='chairside.organization'),
        ),
        migrations.AddField(
            model_name='notice',
            name='thread',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chairside.thread'),
        ),
        migrations.AddField(
            model_name='notice',
            name='user',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='threadnote',
            name='by',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='threadnote',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='chairside.organization'),
        ),
        migrations.AddField(
            model_name='threadnote',
            name='thread',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='chairside.thread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['user', 'id'], name='notice_unseen'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['mentioned'])), name='notice_kind_known'),
        ),
        migrations.AddIndex(
            model_name='threadnote',
            index=models.Index(fields=['thread', 'id'], name='note_in_thread'),
        ),
        migrations.AddConstraint(
            model_name='threadnote',
            constraint=models.UniqueConstraint(fields=('organization', 'client_id'), name='note_client_id'),
        ),
        within("thread", "assigned_to_id", "user"),
        within("notice", "user_id", "user"),
        within("notice", "thread_id", "thread"),
        within("notice", "by_id", "user"),
        within("threadnote", "thread_id", "thread"),
        within("threadnote", "by_id", "user"),
    ]
