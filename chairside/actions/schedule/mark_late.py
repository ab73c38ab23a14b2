"""Mark who should have arrived by now as Late."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chairside.actions.schedule.set_appointment_status import set_appointment_status
from chairside.models import Appointment
from chairside.rules.patients import AppointmentStatus
from chairside.rules.tracker import LATE_FOR_AT_MOST, NOT_ARRIVED, becomes_late


def mark_late(now: datetime) -> int:
    """Mark every visit past its start to which nobody has come; gives how many."""
    overdue = Appointment.objects.filter(
        status__in=[status.value for status in NOT_ARRIVED],
        starts_at__lt=now,
        starts_at__gte=now - LATE_FOR_AT_MOST,
    )
    marked = 0
    for visit_id in overdue.values_list("pk", flat=True):
        marked += _mark(visit_id, now)
    return marked


@transaction.atomic
def _mark(visit_id: UUID, now: datetime) -> bool:
    visit = Appointment.objects.select_for_update(no_key=True).get(pk=visit_id)
    late = becomes_late(AppointmentStatus(visit.status), visit.starts_at, now)
    if late:
        set_appointment_status(visit, AppointmentStatus.LATE, by=None, now=now)
    return late
