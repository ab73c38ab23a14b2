"""The practice's words for statuses and kinds, as people read them."""

from django.utils.translation import gettext, gettext_noop

from chairside.rules.patients import AppointmentStatus, PatientStatus, PhoneType

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


def patient_status(status: str) -> str:
    return gettext(PATIENT[PatientStatus(status)])


def phone_type(kind: PhoneType) -> str:
    return gettext(PHONE[kind])


def appointment_status(status: str) -> str:
    return gettext(APPOINTMENT[AppointmentStatus(status)])
