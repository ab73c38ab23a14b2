"""Plan every text that a communication wants within the days ahead; run as often as you like."""

from datetime import datetime

from chairside.actions.communications.plan_recare import plan_recare
from chairside.actions.communications.plan_visits import plan_visits

PLANNERS = (plan_visits, plan_recare)


def plan(now: datetime) -> None:
    """Let each kind of communication plan; a text that is planned already is not planned twice."""
    for planner in PLANNERS:
        planner(now)
