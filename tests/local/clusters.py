"""Clusters for the tests of this folder: quick ones, that forget on a power cut."""

from pathlib import Path

import psycopg

from chairside.local.postgres import PrivatePostgres

# safe against the death of any process, though not of the machine
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}


def cluster(directory: Path) -> PrivatePostgres:
    """Give a quick cluster in this directory, not yet started."""
    return PrivatePostgres(directory, settings=FORGETFUL)


def ask(postgres: PrivatePostgres, question: str, *values: object) -> object:
    """Give the first value of the first row; None when there is none."""
    with psycopg.connect(postgres.url) as connection:
        answer = connection.execute(question, values)
        row = answer.fetchone() if answer.description else None
    return row[0] if row else None
