"""Open the house: settings checked, Django ready, the database there."""

import os

from chairside.management.failing import Failed, WrongUse

PATIENCE = 5  # seconds for a first connection


def open_house() -> None:
    """Make Django ready; a wrong setting is named, with what it should be. Raises `WrongUse`."""
    from chairside.config.environment import WrongSetting

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
    try:
        import django

        django.setup()
    except WrongSetting as wrong:
        raise WrongUse(str(wrong)) from None


def open_furnished_house() -> None:
    """Make Django ready and see that the database is there, in the form of this version. Raises `Failed` too."""
    open_house()
    _reach_database()
    if missing_migrations():
        raise Failed("The database is not yet in the form that this version needs. Run: chairside migrate")


def try_spool() -> None:
    """See that texts can be put aside while the database is away. Raises `WrongUse`."""
    from django.conf import settings

    from chairside.actions.spooling.spool import Spool, SpoolUnwritable

    try:
        Spool(settings.SPOOL, settings.SECRET_KEY, settings.SPOOL_BYTES).open()
    except SpoolUnwritable as unwritable:
        raise WrongUse(str(unwritable)) from None


def migrate_database() -> None:
    """Apply all migrations. Raises `Failed` when the database cannot be reached."""
    from django.core.management import call_command

    _reach_database()
    call_command("migrate", verbosity=0, interactive=False)


def database_version() -> int:
    """Connect once, past the pool and its patience, and give PostgreSQL's major version.

    Raises Django's `OperationalError`, which says why.
    """
    from chairside.models.past_the_pool import past_the_pool

    with past_the_pool(PATIENCE) as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def missing_migrations() -> int:
    """Give the number of migrations that the database has not seen."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _reach_database() -> None:
    from django.db import OperationalError

    try:
        database_version()
    except OperationalError as error:
        why = str(error).strip().splitlines()[0]
        raise Failed(f"The database cannot be reached ({why}). Check DATABASE_URL and that PostgreSQL runs.") from None
