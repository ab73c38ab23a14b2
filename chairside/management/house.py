"""Open the house: settings checked, Django ready, the database there."""

import os

from chairside.management.failing import Failed, WrongUse


def open_house() -> None:
    """Make Django ready; a wrong setting is named, with what it should be."""
    from chairside.config.environment import WrongSetting

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
    try:
        import django

        django.setup()
    except WrongSetting as wrong:
        raise WrongUse(str(wrong)) from None


def migrate_database() -> None:
    """Apply all migrations; a database that cannot be reached is told as such."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise Failed(
            f"The database cannot be reached ({str(error).strip()}). Check DATABASE_URL and that PostgreSQL runs."
        ) from None
