"""See who refers to whom: keep out circles, and rows that follow one which is kept out."""

from django.db import connection

from chairside.models import ImportRun

LONGEST_CIRCLE = 20

KEEP_OUT_CIRCLES = """
WITH RECURSIVE walk (start, at, steps) AS (
    SELECT id, contact, 1 FROM chairside_importrow WHERE run_id = %(run)s AND fate <> 'invalid' AND contact <> ''
    UNION ALL
    SELECT walk.start, other.contact, walk.steps + 1
    FROM walk JOIN chairside_importrow AS other
        ON other.run_id = %(run)s AND other.key = walk.at AND other.fate <> 'invalid' AND other.contact <> ''
    WHERE walk.steps < %(longest)s AND other.id <> walk.start
), round AS (
    SELECT DISTINCT first.id FROM walk
    JOIN chairside_importrow AS first ON first.id = walk.start AND first.key = walk.at
), kept_out AS (
    UPDATE chairside_importrow SET fate = 'invalid' WHERE id IN (SELECT id FROM round) RETURNING line
)
INSERT INTO chairside_importproblem (organization_id, run_id, line, "column", reason, kept_out)
SELECT %(organization)s, %(run)s, line, %(column)s, %(reason)s, true FROM kept_out
"""

KEEP_OUT_FOLLOWERS = """
WITH kept_out AS (
    UPDATE chairside_importrow AS follower SET fate = 'invalid'
    FROM chairside_importrow AS other
    WHERE follower.run_id = %(run)s AND follower.fate <> 'invalid' AND other.run_id = %(run)s
        AND other.fate = 'invalid' AND other.key <> '' AND other.key = follower.{column}
        AND NOT EXISTS (SELECT 1 FROM chairside_patient AS here
                        WHERE here.organization_id = %(organization)s AND here.external_id = other.key)
    RETURNING follower.line, other.line AS because
)
INSERT INTO chairside_importproblem (organization_id, run_id, line, "column", reason, kept_out)
SELECT %(organization)s, %(run)s, line, %(column)s, format(%(reason)s, because), true FROM kept_out
"""
NOTE_CHAINS = """
INSERT INTO chairside_importproblem (organization_id, run_id, line, "column", reason, kept_out)
SELECT %(organization)s, %(run)s, row.line, %(column)s, %(reason)s, false
FROM chairside_importrow AS row JOIN chairside_importrow AS other
    ON other.run_id = row.run_id AND other.key = row.contact AND other.contact <> '' AND other.fate <> 'invalid'
WHERE row.run_id = %(run)s AND row.contact <> '' AND row.fate IN ('new', 'changed')
"""
CIRCLE = "they speak for each other in a circle; one of them has to be Self"
CHAIN = "this contact has a contact of their own; texts about this patient go to them all the same"
FOLLOWS = "refers to line %s, which is not brought either"


def keep_out_circles(run: ImportRun) -> None:
    """Nobody would be texted for these in the end."""
    _execute(run, KEEP_OUT_CIRCLES, "contact", CIRCLE)


def keep_out_followers(run: ImportRun) -> None:
    """A child without the contact that the file names would be texted themselves: better not at all."""
    while _execute(run, KEEP_OUT_FOLLOWERS, "contact", FOLLOWS) + _execute(
        run, KEEP_OUT_FOLLOWERS, "guarantor", FOLLOWS
    ):
        pass


def note_chains(run: ImportRun) -> None:
    """A contact whose own texts go to another is allowed, but seldom meant."""
    _execute(run, NOTE_CHAINS, "contact", CHAIN)


def _execute(run: ImportRun, question: str, column: str, reason: str) -> int:
    place = run.columns.get(column)
    values = {
        "run": run.pk,
        "organization": run.organization_id,
        "column": run.heads[place] if place is not None else column,
        "reason": reason,
        "longest": LONGEST_CIRCLE,
    }
    with connection.cursor() as cursor:
        cursor.execute(question.replace("{column}", column), values)
        return int(cursor.rowcount)
