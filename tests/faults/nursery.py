"""Makes real workers quickly: a process with everything loaded, which forks one whenever it is told.

It reads one JSON object a line and answers each with one: {"work": failpoint or "", "spool": directory} gives {"pid": n}; {"wait": pid,
"seconds": n} gives {"ended": signal or status, or null when it still lives}.
"""

import json
import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings

WORKER = "chairside worker under test"


def main() -> None:
    """Load all that a worker needs, then serve."""
    django.setup()
    from twilio.rest import Client

    from chairside.carriers.twilio import TwilioCarrier
    from chairside.work import worker

    # the library loads a hundred modules at its first call; a worker must not begin with that
    assert Client("AC", "x").api.v2010.account.messages
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "work" in asked:
            told = {"pid": _fork(asked["work"], asked["spool"], worker, TwilioCarrier)}
        else:
            told = {"ended": _wait(asked["wait"], asked["seconds"])}
        print(json.dumps(told), flush=True)


def _fork(failpoint, spool, worker, carrier) -> int:
    pid = os.fork()
    if pid:
        return pid
    import asyncio

    from chairside.actions import deliver_message
    from chairside.actions.sending import short_transaction

    os.environ["CHAIRSIDE_FAILPOINT"] = failpoint
    settings.SPOOL = Path(spool)
    settings.DATABASES["default"]["OPTIONS"]["application_name"] = WORKER
    # a worker that slept for a second is one that slept for minutes
    deliver_message.FRESH = timedelta(seconds=1)
    short_transaction.LONGEST_IDLE = timedelta(seconds=1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        # a carrier that does not answer must not hold up the tests
        asyncio.run(worker._work(carrier(connect=0.5, total=1.0)))
    finally:
        os._exit(0)


def _wait(pid: int, seconds: float) -> int | None:
    deadline = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            return None
        time.sleep(0.005)


if __name__ == "__main__":
    main()
