"""The worker's helper for imports: `python -m chairside.management.carrying` does what waits, and ends."""

import os
import sys
import threading
import time
from datetime import UTC, datetime

from chairside.management.failing import told
from chairside.management.house import open_house

NICE = 10  # pages and texts go first
PAUSE = 0.2  # seconds; another process is at the same import


def carry_on_until_done() -> None:
    """Do piece after piece of every import that waits."""
    open_house()
    from chairside.actions.import_runs.carry_on import Carrying, import_at_work

    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    os.nice(NICE)
    while run_id := import_at_work():
        carrying = Carrying(run_id)
        while carrying.piece(datetime.now(UTC)):
            pass
        if import_at_work() == run_id:
            time.sleep(PAUSE)


def _end_with_the_worker() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    with told():
        carry_on_until_done()
