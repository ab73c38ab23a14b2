"""A process that works unseen gives a sign of life."""

from datetime import datetime

from chairside.models import Heartbeat


def beat(name: str, now: datetime) -> None:
    """Write down that the process of this name is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
