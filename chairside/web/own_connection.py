"""A database connection for one thread alone, past the pool.

What waits for the carrier's answer must learn within moments that the database is away, and that it is
back; the pool is patient in both.
"""

from django.db import connection, connections

PATIENCE = 3  # seconds for a connection
# a server that froze is noticed; in milliseconds
SILENCE = 5000

# Small tables today, large ones tomorrow: with these the planner looks rows up by their index from the
# first day, and a statement is planned once.
PLANS = (
    "-c plan_cache_mode=force_generic_plan -c jit=off "
    "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off"
)


def connect_alone() -> None:
    """Give the calling thread a connection of its own; opened with its first question."""
    own = connection.copy()
    options = own.settings_dict["OPTIONS"]
    own.settings_dict["OPTIONS"] = {
        **options,
        "pool": False,
        "connect_timeout": PATIENCE,
        "tcp_user_timeout": SILENCE,
        "prepare_threshold": 2,
        "options": f"{options.get('options', '')} {PLANS}".strip(),
    }
    own.settings_dict["CONN_MAX_AGE"] = None
    connections["default"] = own
