"""A visit has changed: what was planned about it, and about its patient's recare, may be wrong now."""

from datetime import datetime

from chairside.actions.communications.plan_recare import replan_recare
from chairside.actions.communications.plan_visits import replan_visits
from chairside.models import Appointment


def replan_after(visit: Appointment, now: datetime) -> None:
    """Plan both anew, in the caller's transaction."""
    replan_visits([visit.pk], now)
    replan_recare([visit.patient_id], now)
