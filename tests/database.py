"""A private PostgreSQL for the tests, started before Django reads its settings; DATABASE_URL overrides it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from chairside.local.postgres import PrivatePostgres

FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

os.environ.setdefault("CHAIRSIDE_SECRET_KEY", "only-for-checks-and-tests-never-for-patients")
os.environ.setdefault("CHAIRSIDE_PUBLIC_URL", "http://testserver")
if "CHAIRSIDE_SPOOL" not in os.environ:
    spool = tempfile.mkdtemp(prefix="chairside-spool-")
    os.environ["CHAIRSIDE_SPOOL"] = spool
    atexit.register(shutil.rmtree, spool, ignore_errors=True)

if not os.environ.get("DATABASE_URL"):
    directory = Path(tempfile.mkdtemp(prefix="chairside-tests-"))
    postgres = PrivatePostgres(directory, settings=FORGETFUL)
    postgres.start()
    # workers of a parallel run inherit the address and start none of their own
    os.environ["DATABASE_URL"] = postgres.url

    def end() -> None:
        postgres.stop()
        shutil.rmtree(directory, ignore_errors=True)

    atexit.register(end)
