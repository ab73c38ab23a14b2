"""The nouns: tables, named query sets, facts. No verbs, no carrier, no HTTP."""

from chairside.models.consent import ConsentEntry, Source
from chairside.models.imported import ImportedRecord
from chairside.models.location import Location, TextNumber
from chairside.models.message import Attempt, Direction, Message, QueuedMessage
from chairside.models.organization import Organization
from chairside.models.patient import Patient, Phone, PrimaryContactTerm
from chairside.models.records import AuditEntry, Heartbeat, KnockTally
from chairside.models.schedule import Appointment, Operatory, Provider
from chairside.models.thread import Draft, Thread, View
from chairside.models.user import Role, User, UserRole

__all__ = [
    "Appointment",
    "Attempt",
    "AuditEntry",
    "ConsentEntry",
    "Direction",
    "Draft",
    "Heartbeat",
    "ImportedRecord",
    "KnockTally",
    "Location",
    "Message",
    "Operatory",
    "Organization",
    "Patient",
    "Phone",
    "PrimaryContactTerm",
    "Provider",
    "QueuedMessage",
    "Role",
    "Source",
    "TextNumber",
    "Thread",
    "User",
    "UserRole",
    "View",
]
