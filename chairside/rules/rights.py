"""What a role may allow, and the four roles that every organization starts with."""

from collections.abc import Mapping
from enum import StrEnum


class Right(StrEnum):
    """A security right; the value is what the database keeps."""

    REVIEW_INBOX = "review_inbox_messages"
    MANAGE_INBOX = "manage_inbox_messages"
    REVIEW_COMMUNICATIONS = "review_communications_setup"
    EDIT_COMMUNICATIONS = "edit_communications_setup"
    REVIEW_PATIENTS = "review_patients"
    EDIT_PATIENTS = "edit_patients"
    MARK_DUPLICATES = "mark_patient_duplicates"
    REVIEW_SCHEDULE = "review_schedule"
    EDIT_SCHEDULE = "edit_schedule"
    MANAGE_OFFICE = "manage_office"


FRONT_DESK = frozenset(
    {
        Right.REVIEW_INBOX,
        Right.MANAGE_INBOX,
        Right.REVIEW_COMMUNICATIONS,
        Right.REVIEW_PATIENTS,
        Right.EDIT_PATIENTS,
        Right.REVIEW_SCHEDULE,
        Right.EDIT_SCHEDULE,
    }
)

DEFAULT_ROLES: Mapping[str, frozenset[Right]] = {
    "Administrator": frozenset(Right),
    "Billing Coordinator": FRONT_DESK,
    "Provider": frozenset({Right.REVIEW_INBOX, Right.REVIEW_PATIENTS, Right.REVIEW_SCHEDULE}),
    "Receptionist": FRONT_DESK,
}
