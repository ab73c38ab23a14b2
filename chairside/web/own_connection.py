"""A database connection for one thread alone, past the pool.

What waits for the carrier's answer must learn within moments that the database is away, and that it is
back; the pool is patient in both.
"""

import time

from django.db import connection, connections

from chairside.actions.receiving.plans import PLANS, REMEMBERED

PATIENCE = 3  # seconds for a connection
# a server that froze is noticed; in milliseconds
SILENCE = 5000


def connect_alone() -> None:
    """Give the calling thread a connection of its own; opened with its first question."""
    own = connection.copy()
    options = own.settings_dict["OPTIONS"]
    own.settings_dict["OPTIONS"] = {
        **options,
        "pool": False,
        "connect_timeout": PATIENCE,
        "tcp_user_timeout": SILENCE,
        "prepare_threshold": None,  # its ways prepare what they send (actions/receiving/way.py)
        "options": f"{options.get('options', '')} {PLANS}".strip(),
    }
    own.settings_dict["CONN_MAX_AGE"] = None
    connections["default"] = own


class Planning:
    """Lets the connection's plans be made anew now and then."""

    def __init__(self) -> None:
        self._made_at = time.monotonic()

    def renew(self) -> None:
        """Forget the plans if they are old."""
        if time.monotonic() - self._made_at > REMEMBERED:
            self._made_at = time.monotonic()
            with connection.cursor() as cursor:
                cursor.execute("DISCARD PLANS")
