"""The statuses of a patient and the types of a phone."""

from enum import StrEnum


class PatientStatus(StrEnum):
    """Where a record stands in the practice (domain: People)."""

    NEW = "new"
    ACTIVE = "active"
    NON_PATIENT = "non_patient"
    INACTIVE = "inactive"
    DUPLICATE = "duplicate"


class PhoneType(StrEnum):
    """What kind of phone the record says it is; only the first mobile is texted."""

    MOBILE = "mobile"
    HOME = "home"
    WORK = "work"
    OTHER = "other"


class AppointmentStatus(StrEnum):
    """The eleven statuses of an appointment."""

    UNCONFIRMED = "unconfirmed"
    LEFT_MESSAGE = "left_message"
    CONFIRMED = "confirmed"
    LATE = "late"
    HERE = "here"
    READY = "ready"
    CHAIR = "chair"
    CHECKOUT = "checkout"
    COMPLETE = "complete"
    BROKEN = "broken"
    NO_SHOW = "no_show"


CONFIRMABLE = frozenset({AppointmentStatus.UNCONFIRMED, AppointmentStatus.LEFT_MESSAGE})
"""A text can confirm an appointment only from these."""

GONE = frozenset({AppointmentStatus.BROKEN, AppointmentStatus.NO_SHOW})
"""The visit did not and will not take place."""
