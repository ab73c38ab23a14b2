"""Tell every screen that shows a visit that it has changed."""

from django.db.models import Q

from chairside.live.bell import ring
from chairside.live.changes import Change, Kind
from chairside.models import Appointment, Thread, User


def ring_visit(visit: Appointment, by: User | None) -> None:
    """Ring for the schedule and the tracker of its location, and for its contact's conversations there."""
    talks = Thread.objects.filter(Q(contact__contact_for=visit.patient_id), location_id=visit.location_id).values_list(
        "pk", flat=True
    )
    ring(
        [
            Change(
                Kind.APPOINTMENT,
                location_id=visit.location_id,
                user_id=by.pk if by else None,
                appointment_id=visit.pk,
                patient_id=visit.patient_id,
            ),
            *(Change(Kind.THREAD, visit.location_id, pk) for pk in talks),
        ]
    )
