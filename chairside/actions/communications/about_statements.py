"""Planned texts about statements: a link for the guarantor, by text, or by email where a text cannot go."""

from collections.abc import Collection, Hashable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from chairside.actions.communications.settle import ring_statements
from chairside.actions.statements.mail import can_mail, mail
from chairside.models import Communication, Email, EmailState, PlannedMessage, Statement, StatementLink, TextNumber
from chairside.models.identifiers import new_id
from chairside.models.planned_message import Channel
from chairside.rules.communications import why
from chairside.rules.communications.leave import Terms, Verdict
from chairside.rules.communications.templates import Someone, fill, values
from chairside.rules.communications.why import Why
from chairside.rules.consent_categories import Category
from chairside.rules.delivery import Lane
from chairside.rules.phones import as_written_here
from chairside.rules.statements import LINK_LASTS, digest_of, new_secret


class AboutStatements:
    """The statements of these rows; one that is being taken back at this moment is left for the next look."""

    def __init__(self, rows: Sequence[PlannedMessage]) -> None:
        free = Statement.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        ids = {row.statement_id for row in rows if row.statement_id}
        self.statements = {one.pk: one for one in free.filter(pk__in=ids)}
        self.secrets: dict[UUID, str] = {}

    def ready(self, row: PlannedMessage) -> bool:
        return row.statement_id in self.statements

    def against(self, row: PlannedMessage, now: datetime) -> Why | None:
        if self._statement(row).taken_back_at is not None:
            return why.TAKEN_BACK
        return why.NO_BIRTH_DATE if row.patient.birth_date is None else None

    def overtaken(self, rows: Collection[PlannedMessage]) -> dict[UUID, Why]:
        return {}

    def bundle(self, row: PlannedMessage) -> Hashable:
        return row.pk

    def otherwise(self, row: PlannedMessage, verdict: Verdict, now: datetime) -> Verdict:
        """What no text may carry goes by email, if the guarantor has an address and wants it."""
        if verdict.waits or now >= row.expires_at:
            return verdict
        if not can_mail(row):
            return _with_its_email(row, verdict)
        secret = new_secret()
        mail(row, body=self._filled(row, "en" if row.patient.language[:2] != "es" else "es", secret), now=now)
        self._keep_link(row, secret, now)
        row.channel = Channel.EMAIL
        return Verdict((why.BY_EMAIL, *verdict.against), row.expires_at)

    def terms(self, row: PlannedMessage) -> Terms:
        earliest, latest = _communication(row).hours
        return Terms(category=Category(row.category), expires_at=row.expires_at, earliest=earliest, latest=latest)

    def body(self, rows: Sequence[PlannedMessage], language: str, phone: str) -> str:
        row = rows[0]
        self.secrets[row.pk] = new_secret()
        return self._filled(row, language, self.secrets[row.pk], phone)

    def name(self, row: PlannedMessage) -> str:
        return _communication(row).name

    def lane(self, row: PlannedMessage, now: datetime) -> Lane:
        return Lane.RECARE_AND_STATEMENT

    def released(self, rows: Sequence[PlannedMessage], now: datetime) -> None:
        for row in rows:
            self._keep_link(row, self.secrets[row.pk], now)
        ring_statements(rows)

    def _filled(self, row: PlannedMessage, language: str, secret: str, phone: str = "") -> str:
        filled = values(
            language,
            contact=row.patient.called,
            patients=[Someone(row.patient.given_name, row.patient.family_name)],
            location=row.location.name,
            phone=phone or self._phone(row),
            link=f"{settings.PUBLIC_URL}/s/{secret}/",
        )
        return fill(_communication(row).wording.in_language(language), filled)

    def _phone(self, row: PlannedMessage) -> str:
        number = TextNumber.objects.filter(location_id=row.location_id).first()
        return as_written_here(number.number) if number else ""

    def _keep_link(self, row: PlannedMessage, secret: str, now: datetime) -> None:
        StatementLink.objects.create(
            id=new_id(),
            organization_id=row.organization_id,
            statement=self._statement(row),
            digest=digest_of(secret),
            made_at=now,
            expires_at=now + LINK_LASTS,
        )

    def _statement(self, row: PlannedMessage) -> Statement:
        return self.statements[row.statement_id]  # type: ignore[index]


def _with_its_email(row: PlannedMessage, verdict: Verdict) -> Verdict:
    """Say too that it was mailed before, in vain."""
    in_vain = Email.objects.filter(planned=row, state=EmailState.FAILED).exists()
    return Verdict((*verdict.against, why.EMAIL_FAILED), verdict.until) if in_vain else verdict


def _communication(row: PlannedMessage) -> Communication:
    communication: Communication | None = row.communication
    if communication is None:
        raise LookupError("A planned text about a statement has no communication.")
    return communication
