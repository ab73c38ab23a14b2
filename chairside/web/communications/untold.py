"""Visits to come about which no text is planned at all, and why."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from chairside.models import Appointment, Communication, Location, Patient, User
from chairside.rules.communications.kinds import Kind
from chairside.rules.rights import Right
from chairside.web.drawing import clock, short_date


def untold(patient: Patient, user: User, now: datetime) -> list[str]:
    """Say for each coming visit without a planned text why there is none."""
    places = Location.objects.where_may(user, Right.REVIEW_INBOX)
    coming = Appointment.objects.taking_place().filter(patient=patient, location__in=places, starts_at__gt=now)
    without = coming.filter(planned_messages__isnull=True).select_related("location")
    active = set(Communication.objects.active(Kind.APPOINTMENT).values_list("location_id", flat=True))
    return [_said(visit, active_here=visit.location_id in active) for visit in without]


def _said(visit: Appointment, *, active_here: bool) -> str:
    local = visit.location.clock(visit.starts_at)
    told = {"day": short_date(local), "time": clock(local), "location": visit.location.name}
    if not active_here:
        return (
            gettext("Visit on %(day)s, %(time)s: no appointment communication is switched on at %(location)s.") % told
        )
    return gettext("Visit on %(day)s, %(time)s: its texts are planned from eight days before they are due.") % told
