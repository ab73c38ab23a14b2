"""Run a command with a PostgreSQL of its own, which is gone afterwards: python -m chairside.local COMMAND …

The command finds it under DATABASE_URL.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from chairside.local.binaries import NoPostgres
from chairside.local.postgres import PrivatePostgres

# nothing here outlives the command, so nothing need survive the machine
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main() -> int:
    """Run the command and give its exit status; 2 when there is none, or no PostgreSQL."""
    if not sys.argv[1:]:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="chairside-") as directory:
        try:
            with PrivatePostgres(Path(directory), settings=FORGETFUL) as postgres:
                environment = {**os.environ, "DATABASE_URL": postgres.url}
                status = subprocess.run(sys.argv[1:], env=environment, check=False).returncode
        except NoPostgres as none:
            print(none, file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            return 130
    return status if status >= 0 else 128 - status  # as a shell tells of a signal


if __name__ == "__main__":
    sys.exit(main())
