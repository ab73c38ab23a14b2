"""Campaigns: one text to a chosen segment; texts and opt-outs by location and day."""

import chairside.models.fields
import chairside.models.identifiers
import chairside.rules.consent_categories
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chairside.migrations._within import within

REFERENCES = [
    ("campaign", "location_id", "location"),
    ("campaign", "created_by_id", "user"),
    ("campaign", "launched_by_id", "user"),
    ("campaignlocation", "campaign_id", "campaign"),
    ("campaignlocation", "location_id", "location"),
    ("plannedmessage", "campaign_id", "campaign"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('chairside', '0014_recare_within'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('category', models.CharField(choices=[('care', 'care'), ('billing', 'billing'), ('marketing', 'marketing')], default=chairside.rules.consent_categories.Category['CARE'], max_length=16)),
                ('segment', models.JSONField(blank=True, default=dict)),
                ('english', models.CharField(max_length=1600)),
                ('spanish', models.CharField(blank=True, max_length=1600)),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('per_day', models.PositiveIntegerField(blank=True, null=True)),
                ('only_when_open', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('launched_at', models.DateTimeField(blank=True, null=True)),
                ('planned_at', models.DateTimeField(blank=True, null=True)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='CampaignLocation',
            fields=[
                ('id', models.UUIDField(default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='plannedmessage',
            name='planned_kind_known',
        ),
        migrations.AddField(
            model_name='textnumbertest',
            name='body',
            field=models.CharField(blank=True, max_length=1600),
        ),
        migrations.AlterField(
            model_name='communication',
            name='kind',
            field=models.CharField(choices=[('appointment', 'appointment'), ('recare', 'recare'), ('statement', 'statement'), ('campaign', 'campaign')], max_length=16),
        ),
        migrations.AlterField(
            model_name='plannedmessage',
            name='kind',
            field=models.CharField(choices=[('appointment', 'appointment'), ('recare', 'recare'), ('statement', 'statement'), ('campaign', 'campaign')], max_length=16),
        ),
        migrations.AddIndex(
            model_name='consententry',
            index=models.Index(condition=models.Q(('opted_in', False)), fields=['location', 'at'], name='consent_ended'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['location', 'at'], name='message_at_location'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='created_by',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='campaign',
            name='launched_by',
            field=chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='campaign',
            name='location',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='chairside.location'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='chairside.organization'),
        ),
        migrations.AddField(
            model_name='plannedmessage',
            name='campaign',
            field=chairside.models.fields.Within(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned', to='chairside.campaign'),
        ),
        migrations.AddIndex(
            model_name='plannedmessage',
            index=models.Index(condition=models.Q(('campaign__isnull', False)), fields=['campaign', 'state', 'until_at'], name='planned_in_campaign'),
        ),
        migrations.AddConstraint(
            model_name='plannedmessage',
            constraint=models.UniqueConstraint(condition=models.Q(('campaign__isnull', False)), fields=('campaign', 'patient'), name='planned_once_in_campaign'),
        ),
        migrations.AddConstraint(
            model_name='plannedmessage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['appointment', 'recare', 'statement', 'campaign'])), name='planned_kind_known'),
        ),
        migrations.AddField(
            model_name='campaignlocation',
            name='campaign',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='places', to='chairside.campaign'),
        ),
        migrations.AddField(
            model_name='campaignlocation',
            name='location',
            field=chairside.models.fields.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='chairside.location'),
        ),
        migrations.AddField(
            model_name='campaignlocation',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='chairside.organization'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(condition=models.Q(('launched_at__isnull', False), ('planned_at__isnull', True), ('stopped_at__isnull', True)), fields=['starts_at'], name='campaign_to_plan'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='campaign_within'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(fields=('organization', 'name'), name='campaign_name'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('category__in', ['care', 'marketing'])), name='campaign_category_known'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('launched_at__isnull', True), models.Q(('launched_by__isnull', False), ('starts_at__isnull', False)), _connector='OR'), name='campaign_starts_when_launched'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('per_day__isnull', True), ('per_day__gt', 0), _connector='OR'), name='campaign_per_day'),
        ),
        migrations.AddIndex(
            model_name='campaignlocation',
            index=models.Index(fields=['location', 'campaign'], name='campaign_by_location'),
        ),
        migrations.AddConstraint(
            model_name='campaignlocation',
            constraint=models.UniqueConstraint(fields=('campaign', 'location'), name='campaign_location_once'),
        ),
        *(within(*reference) for reference in REFERENCES),
    ]
