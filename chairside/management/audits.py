"""`chairside audit`: is the audit log as it was written?"""

import json as json_format
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from chairside.management.house import open_furnished_house

app = typer.Typer(help="The audit log.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """Keep `verify` a verb of its own, also while it is the only one."""


@app.command()
def verify(json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")] = False) -> None:
    """Check every line's hash and the chain of lines; name the first broken row. Exit status 1 when one is."""
    open_furnished_house()
    from chairside.models import Organization
    from chairside.models.audit_chain import verify_chain

    verdicts = [verify_chain(organization) for organization in Organization.objects.order_by("name")]
    if json:
        json_format.dump([asdict(verdict) for verdict in verdicts], sys.stdout, default=str, indent=2)
        print()
    else:
        for verdict in verdicts:
            if verdict.broken:
                row = f" (row {verdict.broken.entry_id})" if verdict.broken.entry_id else ""
                print(f"{verdict.organization}: BROKEN at line {verdict.broken.line}{row}: {verdict.broken.what}.")
            else:
                print(f"{verdict.organization}: {verdict.lines} lines hold. Newest hash, to be written down elsewhere:")
                print(f"  {verdict.newest_hash or 'none yet'}")
    sys.exit(1 if any(verdict.broken for verdict in verdicts) else 0)
