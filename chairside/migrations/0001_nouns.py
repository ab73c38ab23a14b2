"""The nouns of the practice, and the functions that their generated columns call."""

import chairside.models.fields
import chairside.models.identifiers
import chairside.models.location
import chairside.models.message
import chairside.models.patient
import chairside.rules.patients
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
from chairside.migrations._words import FUNCTIONS
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        *(migrations.RunSQL(*function) for function in FUNCTIONS),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("abbreviation", models.CharField(max_length=8)),
                ("time_zone", models.CharField(max_length=64)),
                ("hours", models.JSONField(blank=True, default=dict)),
                ("external_id", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("external_id", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(max_length=150, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(auto_now_add=True)),
                ("enter_sends", models.BooleanField(default=True)),
                (
                    "last_location",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="chairside.location",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="users", to="chairside.organization"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("direction", models.CharField(choices=[("in", "in"), ("out", "out")], max_length=3)),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "meaning",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opt_out", "opt_out"),
                            ("opt_in", "opt_in"),
                            ("help", "help"),
                            ("confirmation", "confirmation"),
                            ("ordinary", "ordinary"),
                        ],
                        max_length=16,
                    ),
                ),
                ("for_review", models.BooleanField(default=False)),
                ("may_mean_appointment", models.BooleanField(default=False)),
                ("media_count", models.PositiveSmallIntegerField(default=0)),
                ("communication", models.CharField(blank=True, max_length=100)),
                ("client_id", models.UUIDField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("queued", "queued"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("read", "read"),
                            ("undelivered", "undelivered"),
                            ("failed", "failed"),
                            ("not_confirmed", "not_confirmed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("status_at", models.DateTimeField()),
                ("error_code", models.PositiveIntegerField(blank=True, null=True)),
                ("failure", models.JSONField(blank=True, null=True)),
                ("carrier_id", models.UUIDField(blank=True, null=True)),
                (
                    "lexemes",
                    models.GeneratedField(
                        db_persist=True,
                        expression=chairside.models.message.Lexemes("location_id", "body"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "location",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chairside.location",
                    ),
                ),
                (
                    "sent_by",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Operatory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                (
                    "location",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operatories",
                        to="chairside.location",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="location",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="locations", to="chairside.organization"
            ),
        ),
        migrations.CreateModel(
            name="KnockTally",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("strangers", models.PositiveIntegerField(default=0)),
                ("forged", models.PositiveIntegerField(default=0)),
                (
                    "location",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="knock_tallies",
                        to="chairside.location",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportedRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("external_id", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=32)),
                ("opted_in", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        choices=[("word", "word"), ("staff", "staff"), ("import", "import"), ("carrier", "carrier")],
                        max_length=8,
                    ),
                ),
                ("wording", models.CharField(max_length=300)),
                (
                    "by",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "location",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chairside.location",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("patient_id", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("type", models.CharField(max_length=40)),
                ("action", models.CharField(max_length=80)),
                ("details", models.JSONField(default=dict)),
                (
                    "user",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "location",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chairside.location",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.CharField(max_length=64, unique=True)),
                ("started_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("not_sent", "not_sent"),
                            ("unknown", "unknown"),
                        ],
                        max_length=16,
                    ),
                ),
                ("carrier_id", models.UUIDField(blank=True, null=True)),
                ("error_code", models.PositiveIntegerField(blank=True, null=True)),
                ("from_number", models.CharField(max_length=16)),
                ("to_number", models.CharField(max_length=32)),
                (
                    "lane",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "staff_reply"),
                            (2, "answer"),
                            (3, "same_day_reminder"),
                            (4, "reminder"),
                            (5, "recare_and_statement"),
                            (6, "campaign"),
                        ]
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField()),
                ("check_at", models.DateTimeField(blank=True, null=True)),
                ("checks", models.PositiveSmallIntegerField(default=0)),
                (
                    "message",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="chairside.message",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Patient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_name", models.CharField(max_length=100)),
                ("family_name", models.CharField(max_length=100)),
                ("birth_date", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("active", "active"),
                            ("non_patient", "non_patient"),
                            ("inactive", "inactive"),
                            ("duplicate", "duplicate"),
                        ],
                        default=chairside.rules.patients.PatientStatus["NEW"],
                        max_length=16,
                    ),
                ),
                ("text_messages", models.BooleanField(default=False)),
                ("language", models.CharField(default="en", max_length=16)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("external_id", models.CharField(blank=True, max_length=200)),
                (
                    "folded_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=chairside.models.patient.Fold(
                            django.db.models.functions.text.Concat("given_name", models.Value(" "), "family_name")
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "duplicate_of",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="chairside.patient",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patients",
                        to="chairside.organization",
                    ),
                ),
                (
                    "primary_contact",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_for",
                        to="chairside.patient",
                    ),
                ),
                (
                    "primary_guarantor",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantor_for",
                        to="chairside.patient",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "type",
                    models.CharField(
                        choices=[("mobile", "mobile"), ("home", "home"), ("work", "work"), ("other", "other")],
                        max_length=8,
                    ),
                ),
                ("number", models.CharField(max_length=32)),
                ("landline_at", models.DateTimeField(blank=True, null=True)),
                ("unfit_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
                (
                    "patient",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="chairside.patient",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="PrimaryContactTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contact",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms_as_contact",
                        to="chairside.patient",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
                (
                    "patient",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_terms",
                        to="chairside.patient",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("external_id", models.CharField(blank=True, max_length=200)),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "unconfirmed"),
                            ("left_message", "left_message"),
                            ("confirmed", "confirmed"),
                            ("late", "late"),
                            ("here", "here"),
                            ("ready", "ready"),
                            ("chair", "chair"),
                            ("checkout", "checkout"),
                            ("complete", "complete"),
                            ("broken", "broken"),
                            ("no_show", "no_show"),
                        ],
                        default=chairside.rules.patients.AppointmentStatus["UNCONFIRMED"],
                        max_length=16,
                    ),
                ),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("external_id", models.CharField(blank=True, max_length=200)),
                (
                    "location",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="chairside.location",
                    ),
                ),
                (
                    "confirmed_by_text",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="confirmed_appointments",
                        to="chairside.message",
                    ),
                ),
                (
                    "operatory",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="chairside.operatory",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
                (
                    "patient",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="chairside.patient",
                    ),
                ),
                (
                    "provider",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="chairside.provider",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "rights",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roles", to="chairside.organization"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TextNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=16, unique=True)),
                ("account_sid", models.CharField(max_length=64)),
                ("auth_token", chairside.models.fields.SealedTextField()),
                ("previous_auth_token", chairside.models.fields.SealedTextField(blank=True, null=True)),
                (
                    "path_token",
                    models.CharField(default=chairside.models.location.new_path_token, max_length=64, unique=True),
                ),
                ("carrier_answers_keywords", models.BooleanField(default=True)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                (
                    "location",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="text_number",
                        to="chairside.location",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=32)),
                ("created_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(blank=True, null=True)),
                ("last_outgoing", models.BooleanField(default=False)),
                ("snippet", models.CharField(blank=True, max_length=160)),
                ("unread", models.PositiveIntegerField(default=0)),
                ("unanswered_since", models.DateTimeField(blank=True, null=True)),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("undeliverable_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contact",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="chairside.patient",
                    ),
                ),
                (
                    "last_sender",
                    chairside.models.fields.Within(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "location",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="chairside.location",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="message",
            name="thread",
            field=chairside.models.fields.Within(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="chairside.thread",
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("body", models.TextField()),
                ("updated_at", models.DateTimeField()),
                (
                    "user",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
                (
                    "thread",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="chairside.thread",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UserRole",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chairside.models.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "location",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user_roles",
                        to="chairside.location",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
                (
                    "role",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user_roles",
                        to="chairside.role",
                    ),
                ),
                (
                    "user",
                    chairside.models.fields.Within(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="user_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QueuedMessage",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="queued",
                        serialize=False,
                        to="chairside.message",
                    ),
                ),
                (
                    "lane",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "staff_reply"),
                            (2, "answer"),
                            (3, "same_day_reminder"),
                            (4, "reminder"),
                            (5, "recare_and_statement"),
                            (6, "campaign"),
                        ]
                    ),
                ),
                ("from_number", models.CharField(max_length=16)),
                ("to_number", models.CharField(max_length=32)),
                ("due_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="chairside.organization"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="operatory",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="operatory_within"),
        ),
        migrations.AddConstraint(
            model_name="operatory",
            constraint=models.UniqueConstraint(fields=("location", "name"), name="operatory_name"),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="location_within"),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.UniqueConstraint(fields=("organization", "name"), name="location_name"),
        ),
        migrations.AddConstraint(
            model_name="knocktally",
            constraint=models.UniqueConstraint(fields=("location", "day"), name="one_tally_per_day"),
        ),
        migrations.AddConstraint(
            model_name="importedrecord",
            constraint=models.UniqueConstraint(fields=("organization", "kind", "external_id"), name="imported_once"),
        ),
        migrations.AddIndex(
            model_name="consententry",
            index=models.Index(fields=["organization", "number", "-id"], name="consent_standing"),
        ),
        migrations.AddConstraint(
            model_name="consententry",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["word", "staff", "import", "carrier"])), name="consent_source_known"
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["organization", "-id"], name="audit_newest"),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["message", "id"], name="attempt_by_message"),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["from_number", "to_number"],
                name="attempt_in_flight",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("check_at__isnull", False)), fields=["check_at"], name="attempt_to_check"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="user_within"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["organization", "primary_contact"], name="patient_by_contact"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["organization", "family_name", "given_name"], name="patient_by_name"),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="patient_within"),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("organization", "external_id"),
                name="patient_external_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["new", "active", "non_patient", "inactive", "duplicate"])),
                name="patient_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(("duplicate_of__isnull", True), ("status", "duplicate"), _connector="OR"),
                name="only_duplicates_have_an_original",
            ),
        ),
        migrations.AddIndex(
            model_name="phone",
            index=models.Index(fields=["number", "organization"], name="phone_by_number"),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("patient", "position"),
                name="phone_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.CheckConstraint(
                condition=models.Q(("type__in", ["mobile", "home", "work", "other"])), name="phone_type_known"
            ),
        ),
        migrations.AddIndex(
            model_name="primarycontactterm",
            index=models.Index(fields=["contact", "until_at"], name="term_by_contact"),
        ),
        migrations.AddConstraint(
            model_name="primarycontactterm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at__isnull", True)),
                fields=("patient",),
                name="one_primary_contact_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="provider_within"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["patient", "starts_at"], name="appointment_by_patient"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["location", "starts_at"], name="appointment_by_day"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "unconfirmed",
                            "left_message",
                            "confirmed",
                            "late",
                            "here",
                            "ready",
                            "chair",
                            "checkout",
                            "complete",
                            "broken",
                            "no_show",
                        ],
                    )
                ),
                name="appointment_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="appointment_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("organization", "external_id"),
                name="appointment_external_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="role_within"),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(fields=("organization", "name"), name="role_name"),
        ),
        migrations.AddConstraint(
            model_name="textnumber",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="text_number_within"),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("last_at__isnull", False)), fields=["location", "-last_at", "-id"], name="inbox_all"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("unread__gt", 0)),
                fields=["location", "-last_at", "-id"],
                include=("unread",),
                name="inbox_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("unanswered_since__isnull", False), ("unread", 0)),
                fields=["location", "-last_at", "-id"],
                name="inbox_to_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("undeliverable_at__isnull", False)),
                fields=["location", "-last_at", "-id"],
                name="inbox_undeliverable",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["location", "number"], name="thread_by_number"),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["contact"], name="thread_by_contact"),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="thread_within"),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.UniqueConstraint(fields=("location", "contact", "number"), name="one_thread_per_number"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["thread", "id"], name="message_in_thread"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=django.contrib.postgres.indexes.GinIndex(fields=["lexemes"], name="message_words"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="message_within"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client_id__isnull", False)),
                fields=("organization", "client_id"),
                name="message_client_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("carrier_id__isnull", False)),
                fields=("organization", "carrier_id"),
                name="message_carrier_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ["in", "out"])), name="message_direction_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "received",
                            "queued",
                            "sending",
                            "sent",
                            "delivered",
                            "read",
                            "undelivered",
                            "failed",
                            "not_confirmed",
                        ],
                    )
                ),
                name="message_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("user", "thread"), name="one_draft_per_user_and_thread"),
        ),
        migrations.AddConstraint(
            model_name="userrole",
            constraint=models.UniqueConstraint(fields=("user", "location"), name="one_role_per_user_and_location"),
        ),
        migrations.AddIndex(
            model_name="queuedmessage",
            index=models.Index(fields=["lane", "due_at", "message"], name="queue_order"),
        ),
        migrations.AddIndex(
            model_name="queuedmessage",
            index=models.Index(fields=["from_number", "to_number"], name="queue_by_pair"),
        ),
    ]
