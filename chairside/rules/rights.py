"""What a role may allow, and the four roles that every organization starts with."""

from collections.abc import Collection, Mapping
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
    EDIT_LOCATIONS = "edit_location_information"
    EDIT_ROLES = "edit_user_roles"
    EDIT_USERS = "edit_users"
    EDIT_SECURITY = "edit_security_settings"
    EDIT_QUICK_REPLIES = "edit_quick_replies"
    REVIEW_AUDIT_LOG = "review_audit_log"
    IMPORT_RECORDS = "import_records"
    REVIEW_STATEMENTS = "review_statements"
    EDIT_STATEMENTS = "edit_statements"


def known_rights(words: Collection[str]) -> frozenset[Right]:
    """Read the rights of a role; a word that this version does not know grants nothing."""
    return frozenset(right for right in Right if right.value in words)


CATEGORIES: Mapping[str, tuple[tuple[Right, str], ...]] = {
    "Messages": (
        (Right.REVIEW_INBOX, "Review inbox messages"),
        (Right.MANAGE_INBOX, "Manage inbox messages"),
        (Right.EDIT_QUICK_REPLIES, "Edit quick replies of a location"),
    ),
    "Patient communications": (
        (Right.REVIEW_COMMUNICATIONS, "Review Communications setup"),
        (Right.EDIT_COMMUNICATIONS, "Edit Communications setup"),
    ),
    "Patients": (
        (Right.REVIEW_PATIENTS, "Review Patient Information"),
        (Right.EDIT_PATIENTS, "Edit Patient Information"),
        (Right.MARK_DUPLICATES, "Set the status Duplicate"),
    ),
    "Billing": (
        (Right.REVIEW_STATEMENTS, "Review statements"),
        (Right.EDIT_STATEMENTS, "Edit statements"),
    ),
    "Schedule": (
        (Right.REVIEW_SCHEDULE, "Review the schedule"),
        (Right.EDIT_SCHEDULE, "Edit appointments"),
    ),
    "Settings": (
        (Right.EDIT_LOCATIONS, "Edit Location Information"),
        (Right.EDIT_ROLES, "Edit User Roles"),
        (Right.EDIT_USERS, "Edit users"),
        (Right.EDIT_SECURITY, "Edit security settings"),
        (Right.IMPORT_RECORDS, "Import records"),
    ),
    "Reports": ((Right.REVIEW_AUDIT_LOG, "Review the audit log"),),
}
"""Every right with its name for people (English; the templates translate), by category."""

FRONT_DESK = frozenset(
    {
        Right.REVIEW_INBOX,
        Right.MANAGE_INBOX,
        Right.REVIEW_COMMUNICATIONS,
        Right.REVIEW_PATIENTS,
        Right.EDIT_PATIENTS,
        Right.REVIEW_SCHEDULE,
        Right.EDIT_SCHEDULE,
        Right.EDIT_QUICK_REPLIES,
    }
)

DEFAULT_ROLES: Mapping[str, frozenset[Right]] = {
    "Administrator": frozenset(Right),
    "Billing Coordinator": FRONT_DESK | {Right.REVIEW_STATEMENTS, Right.EDIT_STATEMENTS},
    "Provider": frozenset({Right.REVIEW_INBOX, Right.REVIEW_PATIENTS, Right.REVIEW_SCHEDULE}),
    "Receptionist": FRONT_DESK,
}
