"""Things that a person has to do."""

import chairside.models.fields
import chairside.models.identifiers
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chairside.migrations._within import within


class Migration(migrations.Migration):

    dependencies = [
        ('chairside', '0011_scheduled'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('may_mean_appointment', 'may_mean_appointment'), ('rest_of_reminder', 'rest_of_reminder'), ('call_back', 'call_back'), ('unreachable', 'unreachable')], max_length=24)),
                ('day', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('appointment', chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='chairside.appointment')),
                ('done_by', chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='chairside.location')),
                ('message', chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='chairside.message')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='chairside.organization')),
                ('thread', chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='chairside.thread')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['location', 'id'], name='task_to_do'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['location', '-done_at'], name='task_done'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['thread'], name='task_in_thread')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['may_mean_appointment', 'rest_of_reminder', 'call_back', 'unreachable'])), name='task_kind_known'), models.UniqueConstraint(condition=models.Q(('message__isnull', False)), fields=('kind', 'message', 'appointment'), name='one_task_per_text_and_visit', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('kind', 'unreachable')), fields=('appointment', 'day'), name='one_unreachable_task_per_visit_and_day'), models.CheckConstraint(condition=models.Q(('done_by__isnull', True), ('done_at__isnull', False), _connector='OR'), name='task_done_by_means_done'), models.CheckConstraint(condition=models.Q(('thread__isnull', False), ('appointment__isnull', False), _connector='OR'), name='task_is_about_something')],
            },
        ),
        within("task", "location_id", "location"),
        within("task", "thread_id", "thread"),
        within("task", "message_id", "message"),
        within("task", "appointment_id", "appointment"),
        within("task", "done_by_id", "user"),
    ]
