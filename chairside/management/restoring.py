"""`chairside restored`: what is to be known and done after a backup was restored."""

from datetime import UTC, datetime

import typer

from chairside.management.failing import Failed
from chairside.management.house import open_furnished_house

WHY = {
    "older": "This database is older than the one that worked here last: a backup was restored.",
    "unknown": "This machine has not worked with this database before, and nobody has lately.",
}


def tell_restored(*, confirm: bool) -> None:
    """Tell the state, or end the safe mode. Raises `Failed`."""
    open_furnished_house()
    from chairside.actions.restored.confirm_restored import NotYet, confirm_restored

    if not confirm:
        typer.echo(_state())
        return
    try:
        confirm_restored(datetime.now(UTC))
    except NotYet as not_yet:
        raise Failed(str(not_yet)) from None
    typer.echo("Confirmed. Texts are sent again.")


def _state() -> str:
    from chairside.models import Continuity

    found = Continuity.objects.first()
    if found is None or found.safe_since is None:
        return "All is well: this is the database that worked last, and texts are sent."
    compared = (
        f"The carrier's lists were compared at {found.reconciled_at:%Y-%m-%d %H:%M} UTC. "
        "Look through the inboxes, then run: chairside restored --confirm"
        if found.reconciled_at
        else "The carrier's lists are still to be compared; chairside work does so by itself while it runs."
    )
    last = f"{found.remembers_until:%Y-%m-%d %H:%M} UTC" if found.remembers_until else "unknown"
    return f"Safe mode: nothing is sent.\n{WHY[found.doubt]}\nThe last that it remembers: {last}.\n{compared}"
