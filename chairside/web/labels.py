"""The practice's words for statuses and kinds, as people read them."""

from django.utils.translation import gettext, gettext_noop

from chairside.rules.patients import AppointmentStatus, PatientStatus, PhoneType
from chairside.rules.tracker import Stage

PATIENT = {
    PatientStatus.NEW: gettext_noop("New"),
    PatientStatus.ACTIVE: gettext_noop("Active"),
    PatientStatus.NON_PATIENT: gettext_noop("Non-Patient"),
    PatientStatus.INACTIVE: gettext_noop("Inactive"),
    PatientStatus.DUPLICATE: gettext_noop("Duplicate"),
}

PHONE = {
    PhoneType.MOBILE: gettext_noop("mobile"),
    PhoneType.HOME: gettext_noop("home"),
    PhoneType.WORK: gettext_noop("work"),
    PhoneType.OTHER: gettext_noop("other"),
}

APPOINTMENT = {
    AppointmentStatus.UNCONFIRMED: gettext_noop("Unconfirmed"),
    AppointmentStatus.LEFT_MESSAGE: gettext_noop("Left Message"),
    AppointmentStatus.CONFIRMED: gettext_noop("Confirmed"),
    AppointmentStatus.LATE: gettext_noop("Late"),
    AppointmentStatus.HERE: gettext_noop("Here"),
    AppointmentStatus.READY: gettext_noop("Ready"),
    AppointmentStatus.CHAIR: gettext_noop("Chair"),
    AppointmentStatus.CHECKOUT: gettext_noop("Checkout"),
    AppointmentStatus.COMPLETE: gettext_noop("Complete"),
    AppointmentStatus.BROKEN: gettext_noop("Broken"),
    AppointmentStatus.NO_SHOW: gettext_noop("No Show"),
}

APPOINTMENT_ICON = {
    AppointmentStatus.UNCONFIRMED: "circle",
    AppointmentStatus.LEFT_MESSAGE: "phone-missed",
    AppointmentStatus.CONFIRMED: "circle-check",
    AppointmentStatus.LATE: "clock-alert",
    AppointmentStatus.HERE: "map-pin",
    AppointmentStatus.READY: "bell-ring",
    AppointmentStatus.CHAIR: "armchair",
    AppointmentStatus.CHECKOUT: "credit-card",
    AppointmentStatus.COMPLETE: "check-check",
    AppointmentStatus.BROKEN: "circle-x",
    AppointmentStatus.NO_SHOW: "user-x",
}

STAGE = {
    Stage.ARRIVING: gettext_noop("Arriving"),
    Stage.LATE: gettext_noop("Late"),
    Stage.HERE: gettext_noop("Here"),
    Stage.READY: gettext_noop("Ready"),
    Stage.CHAIR: gettext_noop("Chair"),
    Stage.CHECKOUT: gettext_noop("Checkout"),
    Stage.COMPLETE: gettext_noop("Complete"),
}

LANGUAGE = {"en": gettext_noop("English"), "es": gettext_noop("Spanish")}


def patient_status(status: str) -> str:
    return gettext(PATIENT[PatientStatus(status)])


def phone_type(kind: PhoneType) -> str:
    return gettext(PHONE[kind])


def appointment_status(status: str) -> str:
    return gettext(APPOINTMENT[AppointmentStatus(status)])


def appointment_statuses() -> list[tuple[str, str]]:
    """Give all eleven with their words, in the order of a visit."""
    return [(status.value, gettext(words)) for status, words in APPOINTMENT.items()]


def stage_name(stage: Stage) -> str:
    return gettext(STAGE[stage])


def language_name(code: str) -> str:
    """Name a language; one that this program has no texts in stays its code."""
    return gettext(LANGUAGE[code]) if code in LANGUAGE else code
