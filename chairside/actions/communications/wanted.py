"""What a planner wants: one text about one patient on one occasion."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chairside.models import Communication
from chairside.rules.communications.why import Why


@dataclass(frozen=True, slots=True)
class Wanted:
    """One text that a communication wants about a patient, or would want but for what speaks `against` it."""

    communication: Communication
    patient_id: UUID
    contact_id: UUID
    occurrence: str
    due_at: datetime
    until_at: datetime
    expires_at: datetime
    against: Why | None = None
    appointment_id: UUID | None = None
    # when the visit that it is about begins
    about_at: datetime | None = None
    recare_id: UUID | None = None

    @property
    def key(self) -> tuple[UUID, UUID, str]:
        return self.communication.pk, self.patient_id, self.occurrence
