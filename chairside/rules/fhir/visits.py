"""Read visits: Appointment."""

from datetime import datetime, timedelta

from chairside.rules.fhir.parts import Part
from chairside.rules.fhir.records import AppointmentRecord, PassedOver
from chairside.rules.fhir.references import References
from chairside.rules.patients import GONE, AppointmentStatus

# What was entered in error must not be texted about: it is kept as Broken, like a cancelled visit.
STATUSES = {
    "proposed": AppointmentStatus.UNCONFIRMED,
    "pending": AppointmentStatus.UNCONFIRMED,
    "booked": AppointmentStatus.UNCONFIRMED,
    "arrived": AppointmentStatus.HERE,
    "checked-in": AppointmentStatus.READY,
    "fulfilled": AppointmentStatus.COMPLETE,
    "cancelled": AppointmentStatus.BROKEN,
    "entered-in-error": AppointmentStatus.BROKEN,
    "noshow": AppointmentStatus.NO_SHOW,
}
COURSE = [status for status in AppointmentStatus if status not in GONE]
"""How a visit goes, from unconfirmed to complete."""

LONGEST_OPERATORY, LONGEST_REASON = 50, 200
LONGEST_VISIT = timedelta(days=7)


def appointment(resource: Part, references: References) -> AppointmentRecord:
    """Read an Appointment; booked and accepted by the patient is Confirmed. `comment` names the operatory."""
    actors = _actors(resource, references)
    if "Patient" not in actors or "Location" not in actors:
        raise PassedOver("its patient or location is not in the file; passed over")
    patient_id, answer = actors["Patient"]
    starts, ends = _times(resource)
    return AppointmentRecord(
        id=resource.text("id"),
        patient_id=patient_id,
        location_id=actors["Location"][0],
        provider_id=actors["Practitioner"][0] if "Practitioner" in actors else None,
        operatory=resource.text("comment")[:LONGEST_OPERATORY].strip(),
        starts_at=starts,
        ends_at=ends,
        reason=resource.text("description")[:LONGEST_REASON],
        status=_status(resource, answer),
    )


def status_after(before: AppointmentStatus, said: AppointmentStatus, *, moved: bool) -> AppointmentStatus:
    """Give the status of a visit after the file's word: what the office knows further is kept, unless it moved."""
    if moved or said in GONE:
        return said
    if before in GONE or COURSE.index(before) > COURSE.index(said):
        return before
    return said


def _actors(resource: Part, references: References) -> dict[str, tuple[str, str]]:
    """Give the first patient, practitioner and location, each with their answer."""
    actors: dict[str, tuple[str, str]] = {}
    for participant in resource.items("participant"):
        reference = participant.part("actor").text("reference")
        for kind in ("Patient", "Practitioner", "Location"):
            if found := references.find(reference, kind):
                actors.setdefault(kind, (found, participant.text("status")))
    return actors


def _status(resource: Part, answer: str) -> AppointmentStatus:
    word = resource.text("status")
    if word == "booked" and answer == "accepted":
        return AppointmentStatus.CONFIRMED
    if word not in STATUSES:
        raise PassedOver(f"its status “{word[:32]}” is none of a visit; passed over")
    return STATUSES[word]


def _times(resource: Part) -> tuple[datetime, datetime]:
    starts = resource.moment("start")
    if starts is None:
        raise PassedOver("its start is missing or no moment with an offset; passed over")
    minutes = resource.at("minutesDuration").value
    ends = resource.moment("end")
    if ends is None and isinstance(minutes, int) and 0 < minutes <= LONGEST_VISIT.total_seconds() / 60:
        ends = starts + timedelta(minutes=minutes)
    if ends is None:
        raise PassedOver("its end is missing or no moment with an offset; passed over")
    if not starts < ends <= starts + LONGEST_VISIT:
        raise PassedOver("it does not end after it starts, within a week; passed over")
    return starts, ends
