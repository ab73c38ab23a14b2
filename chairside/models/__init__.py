"""The nouns: tables, named query sets, facts. No verbs, no carrier, no HTTP."""

from chairside.models.after_hours_reply import AfterHoursReply
from chairside.models.attachment import Attachment, AttachmentContent, AttachmentState
from chairside.models.campaign import Campaign, CampaignLocation
from chairside.models.communication import Communication
from chairside.models.consent import ConsentEntry, Source
from chairside.models.continuity import Continuity
from chairside.models.email import Email, EmailState
from chairside.models.import_run import (
    ImportChange,
    ImportFate,
    ImportKind,
    ImportPart,
    ImportProblem,
    ImportRow,
    ImportRun,
    ImportState,
)
from chairside.models.imported import ImportedRecord
from chairside.models.location import HoursException, Location, TextNumber, TextNumberTest
from chairside.models.message import Attempt, Direction, Message, QueuedMessage, Undeliverable
from chairside.models.notice import Notice, NoticeKind
from chairside.models.organization import Organization
from chairside.models.patient import Patient, Phone, PrimaryContactTerm
from chairside.models.planned_message import Channel, PlannedMessage
from chairside.models.quick_reply import QuickReply
from chairside.models.recare import PatientRecare, RecareType
from chairside.models.records import AuditEntry, AuditHead, Heartbeat, KnockTally
from chairside.models.schedule import Appointment, Operatory, Provider, Subscription
from chairside.models.scheduled_message import ScheduledMessage
from chairside.models.statement import Statement, StatementLink
from chairside.models.task import Task, TaskKind
from chairside.models.thread import Draft, Thread, View
from chairside.models.thread_note import ThreadNote
from chairside.models.user import Invitation, Role, User, UserRole

__all__ = [
    "AfterHoursReply",
    "Appointment",
    "Attachment",
    "AttachmentContent",
    "AttachmentState",
    "Attempt",
    "AuditEntry",
    "AuditHead",
    "Campaign",
    "CampaignLocation",
    "Channel",
    "Communication",
    "ConsentEntry",
    "Continuity",
    "Direction",
    "Draft",
    "Email",
    "EmailState",
    "Heartbeat",
    "HoursException",
    "ImportChange",
    "ImportFate",
    "ImportKind",
    "ImportPart",
    "ImportProblem",
    "ImportRow",
    "ImportRun",
    "ImportState",
    "ImportedRecord",
    "Invitation",
    "KnockTally",
    "Location",
    "Message",
    "Notice",
    "NoticeKind",
    "Operatory",
    "Organization",
    "Patient",
    "PatientRecare",
    "Phone",
    "PlannedMessage",
    "PrimaryContactTerm",
    "Provider",
    "QueuedMessage",
    "QuickReply",
    "RecareType",
    "Role",
    "ScheduledMessage",
    "Source",
    "Statement",
    "StatementLink",
    "Subscription",
    "Task",
    "TaskKind",
    "TextNumber",
    "TextNumberTest",
    "Thread",
    "ThreadNote",
    "Undeliverable",
    "User",
    "UserRole",
    "View",
]
