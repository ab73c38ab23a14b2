"""Whether the process can do its work."""

from django.db import DatabaseError, connection


def database_answers() -> bool:
    """Whether the database takes a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    finally:
        connection.close()
    return True
