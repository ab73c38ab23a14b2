"""The database: reachable, of a version we know, with all migrations, and of one mind about the time."""

from datetime import UTC, datetime

from chairside.management.examining.finding import Finding, well, wrong
from chairside.management.house import database_version, missing_migrations

OLDEST, NEWEST = 15, 18
LARGEST_SKEW = 2.0  # seconds


def reachable() -> Finding:
    """Connect once, past the pool."""
    from django.db import DatabaseError

    try:
        version = database_version()
    except DatabaseError as error:
        why = str(error).strip().splitlines()[0]
        return wrong("database", f"cannot be reached: {why}", "Check DATABASE_URL and that PostgreSQL runs.")
    if not OLDEST <= version <= NEWEST:
        return wrong("database", f"is PostgreSQL {version}", f"Use PostgreSQL {OLDEST} to {NEWEST}.")
    return well("database", f"reachable, PostgreSQL {version}")


def migrations() -> Finding:
    """Compare what this version brings with what the database has seen."""
    missing = missing_migrations()
    if missing:
        return wrong("migrations", f"{missing} are not applied", "Run: chairside migrate")
    return well("migrations", "all applied")


def clock() -> Finding:
    """Compare the database's clock with this machine's: leases go by the one, quiet hours by the other."""
    from chairside.models.past_the_pool import past_the_pool

    with past_the_pool() as cursor:
        before = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
        between = before + (datetime.now(UTC) - before) / 2
    skew = abs((theirs - between).total_seconds())
    if skew > LARGEST_SKEW:
        return wrong(
            "database clock",
            f"differs from this machine's by {skew:.0f} s",
            "Let both machines take their time from NTP (timedatectl).",
        )
    return well("database clock", f"within {max(skew, 0.001) * 1000:.0f} ms of this machine's")
