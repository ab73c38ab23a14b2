"""The statements by which an undoing decides what becomes of each row that an import has changed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from chairside.models import (
    Appointment,
    ImportedRecord,
    Location,
    Operatory,
    Patient,
    PatientRecare,
    Phone,
    PlannedMessage,
    PrimaryContactTerm,
    Provider,
    Task,
    TextNumber,
)

MODELS: tuple[type[models.Model], ...] = (
    Location, TextNumber, Provider, Operatory, Patient, Phone, PrimaryContactTerm, Appointment, PatientRecare,
    ImportedRecord,
)  # fmt: skip
TABLES = tuple(model._meta.db_table for model in MODELS)
"""The tables that an import changes (those watched by migrations/0018 and 0023), each after those that it refers to."""

FATES = (
    "DROP TABLE IF EXISTS import_fate",
    # a row that the import has both made and deleted has no fate
    """
    CREATE TEMPORARY TABLE import_fate ON COMMIT DROP AS
    SELECT "table", row_id, before, after, NULL::uuid AS record, false AS kept FROM (
        SELECT "table", row_id, (array_agg(before ORDER BY id))[1] AS before,
            (array_agg(after ORDER BY id DESC))[1] AS after
        FROM chairside_importchange WHERE run_id = %(run)s GROUP BY "table", row_id
    ) AS images WHERE before IS NOT NULL OR after IS NOT NULL
    """,
    # which record a row is a part of: all parts of a record have one fate
    """
    UPDATE import_fate SET record = CASE
        WHEN "table" IN ('chairside_phone', 'chairside_primarycontactterm')
            THEN (coalesce(after, before) ->> 'patient_id')::uuid
        WHEN "table" <> 'chairside_importedrecord' THEN row_id END
    """,
    """
    UPDATE import_fate AS fate SET record = whose.id
    FROM (
        SELECT id, external_id, 'Appointment' AS kind FROM chairside_appointment
            WHERE organization_id = %(organization)s AND external_id <> ''
        UNION ALL SELECT id, external_id, 'Location' FROM chairside_location
            WHERE organization_id = %(organization)s AND external_id <> ''
        UNION ALL SELECT id, external_id, 'Practitioner' FROM chairside_provider
            WHERE organization_id = %(organization)s AND external_id <> ''
        UNION ALL SELECT patient.id, patient.external_id, word FROM chairside_patient AS patient,
            unnest(ARRAY['Patient', 'RelatedPerson', 'contact', 'guarantor', 'preference', 'recare']) AS word
            WHERE organization_id = %(organization)s AND external_id <> ''
    ) AS whose
    WHERE fate."table" = 'chairside_importedrecord'
        AND whose.kind = coalesce(fate.after, fate.before) ->> 'kind'
        AND whose.external_id = coalesce(fate.after, fate.before) ->> 'external_id'
    """,
    'CREATE UNIQUE INDEX ON import_fate ("table", row_id)',
    "CREATE INDEX ON import_fate (record)",
    "ANALYZE import_fate",
)

OF_THE_PROGRAM = {
    PlannedMessage._meta.db_table: "{row}.state <> 'sent' AND {row}.message_id IS NULL AND {row}.campaign_id IS NULL",
    Task._meta.db_table: "{row}.kind = 'unreachable' AND {row}.done_by_id IS NULL",
}
"""Rows that the program has made by itself of what was brought: they hold nothing, and go with it."""

SETTLE = (
    # somebody has added a phone to a record whose phones were replaced
    """
    UPDATE import_fate AS fate SET kept = true
    WHERE NOT kept AND "table" = 'chairside_phone' AND EXISTS (
        SELECT 1 FROM chairside_phone AS phone WHERE phone.patient_id = fate.record AND NOT EXISTS (
            SELECT 1 FROM import_fate AS other WHERE other."table" = 'chairside_phone' AND other.row_id = phone.id))
    """,
    """
    UPDATE import_fate AS fate SET kept = true
    WHERE NOT kept AND record IN (SELECT record FROM import_fate WHERE kept AND record IS NOT NULL)
    """,
)


def changed_since(table: str) -> str:
    """Keep rows that are no longer as the import has left them; columns added by an update since do not count.

    The program itself marks who is overdue as Late: that alone is nobody's change.
    """
    is_as_left = "to_jsonb(row) @> fate.after"
    if table == Appointment._meta.db_table:
        is_as_left += (
            " OR (row.status = 'late' AND "
            "to_jsonb(row) - 'status' - 'status_at' @> fate.after - 'status' - 'status_at')"
        )
    return (
        f"UPDATE import_fate AS fate SET kept = true WHERE \"table\" = '{table}' AND NOT CASE "  # noqa: S608 - our own names
        f"WHEN after IS NULL THEN NOT EXISTS (SELECT 1 FROM {table} AS row WHERE row.id = fate.row_id) "
        f"ELSE EXISTS (SELECT 1 FROM {table} AS row WHERE row.id = fate.row_id AND ({is_as_left})) END"
    )


def blocks() -> Iterator[str]:
    """Keep rows to be removed to which a row refers that stays."""
    for model in MODELS:
        for table, column in references(model):
            yield _blocks(model._meta.db_table, table, column)


def drop_what_the_program_made() -> Iterator[str]:
    """Delete planned texts and tasks about rows that are to be removed."""
    for model in MODELS:
        for table, column in references(model):
            if table in OF_THE_PROGRAM:
                yield (
                    f"DELETE FROM {table} AS row USING import_fate AS fate "  # noqa: S608 - our own names
                    f"WHERE fate.\"table\" = '{model._meta.db_table}' AND NOT fate.kept AND fate.before IS NULL "
                    f"AND row.{column} = fate.row_id AND {OF_THE_PROGRAM[table].format(row='row')}"
                )


def columns_of(table: str) -> list[str]:
    """Give the columns that can be written: not those that the database makes itself."""
    model = MODELS[TABLES.index(table)]
    return [str(field.column) for field in model._meta.concrete_fields if not field.generated]


def references(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Give every table and column by which rows refer to this model's."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            yield relation.field.model._meta.db_table, str(relation.field.column)


def _blocks(table: str, other: str, column: str) -> str:
    of_program = OF_THE_PROGRAM.get(other, "false").format(row="referring")
    return (
        f"UPDATE import_fate AS fate SET kept = true WHERE NOT kept AND \"table\" = '{table}' AND before IS NULL "  # noqa: S608
        f"AND EXISTS (SELECT 1 FROM {other} AS referring WHERE referring.{column} = fate.row_id AND NOT ({of_program}) "
        "AND NOT EXISTS ("
        f"SELECT 1 FROM import_fate AS also WHERE also.\"table\" = '{other}' AND also.row_id = referring.id "
        "AND NOT also.kept))"
    )
