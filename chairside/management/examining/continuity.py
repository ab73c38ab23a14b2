"""Whether this is the database that worked last, or a backup that nobody has confirmed."""

from chairside.management.examining.finding import Finding, well, wrong


def restored() -> Finding:
    """A restored database sends nothing until a person says so."""
    from chairside.models import Continuity

    found = Continuity.objects.first()
    if found is None or found.safe_since is None:
        return well("restored backup", "this is the database that worked last")
    return wrong(
        "restored backup",
        f"safe mode since {found.safe_since:%Y-%m-%d %H:%M} UTC: nothing is sent",
        "Run: chairside restored",
    )
