"""Send what the email outbox holds: each email is handed over at most once by the machine.

It is marked as being sent before it is handed over. One that was cut off in between is given up after
a while, and staff are told: it may have arrived.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from time import monotonic

from django.core.mail import EmailMessage
from django.db import transaction

from chairside.actions.communications.settle import ring_statements, settle, write_settled
from chairside.models import Continuity, Email, EmailState, PlannedMessage
from chairside.models.planned_message import Channel, kept
from chairside.rules.communications import why
from chairside.rules.communications.kinds import State
from chairside.rules.communications.leave import Verdict
from chairside.rules.delivery import retry_delay

log = logging.getLogger(__name__)

CUT_OFF = timedelta(minutes=5)


def send_emails(now: datetime) -> int:
    """Send what is due, one after another; gives how many were handled. None from a database in safe mode."""
    if not Continuity.objects.allows_sending(0):
        return 0
    give_up_cut_off(now)
    handled, begun = 0, monotonic()
    # each by the moment at which its own turn comes: a long round is not taken for one that was cut off
    while email := _claim(now + timedelta(seconds=monotonic() - begun)):
        _hand_over(email, now)
        handled += 1
    return handled


@transaction.atomic
def give_up_cut_off(now: datetime) -> None:
    """Give up what was being sent when the worker ended."""
    cut_off = Email.objects.select_for_update(skip_locked=True).filter(
        state=EmailState.SENDING, due_at__lte=now - CUT_OFF
    )
    for email in cut_off:
        _fail(email, now)


@transaction.atomic
def _claim(now: datetime) -> Email | None:
    waiting = Email.objects.select_for_update(skip_locked=True).filter(state=EmailState.WAITING, due_at__lte=now)
    email = waiting.order_by("due_at", "id").first()
    if email is not None:
        Email.objects.filter(pk=email.pk).update(state=EmailState.SENDING, due_at=now, tries=email.tries + 1)
        email.tries += 1
    return email


def _hand_over(email: Email, now: datetime) -> None:
    message = EmailMessage(email.subject, email.body, to=[email.address])
    try:
        message.send()
    except (smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError, ConnectionRefusedError) as error:
        _later(email, now, error)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        if all(400 <= code < 500 for code in codes):
            _later(email, now, refused)
        else:
            _settle_failed(email, now, refused)
    except smtplib.SMTPResponseException as error:
        if 400 <= error.smtp_code < 500:
            _later(email, now, error)
        else:
            _settle_failed(email, now, error)
    except (OSError, smtplib.SMTPException) as error:
        # it may have left: never again by itself
        _settle_failed(email, now, error)
    else:
        _settle_sent(email, now)


def _later(email: Email, now: datetime, error: Exception) -> None:
    log.info("Email %s waits: %s", email.pk, type(error).__name__)
    due = now + retry_delay(email.tries)
    if due >= email.expires_at:
        _settle_failed(email, now, error)
    else:
        Email.objects.filter(pk=email.pk).update(state=EmailState.WAITING, due_at=due)


@transaction.atomic
def _settle_sent(email: Email, now: datetime) -> None:
    Email.objects.filter(pk=email.pk).update(state=EmailState.SENT, settled_at=now)
    row = PlannedMessage.objects.select_for_update().filter(pk=email.planned_id, state=State.WAITING).first()
    if row is None:
        return
    # why no text could carry it stays on the row: staff see by which way it went, and why
    against = kept([one for one in row.reasons if one.code != why.BY_EMAIL.code])
    PlannedMessage.objects.filter(pk=row.pk).update(
        state=State.SENT, settled_at=now, reason="", why=against, message=None
    )
    ring_statements([row])


@transaction.atomic
def _settle_failed(email: Email, now: datetime, error: Exception) -> None:
    log.warning("Email %s could not be sent: %s", email.pk, type(error).__name__)
    _fail(email, now)


def _fail(email: Email, now: datetime) -> None:
    Email.objects.filter(pk=email.pk).update(state=EmailState.FAILED, settled_at=now)
    row = PlannedMessage.objects.select_for_update().filter(pk=email.planned_id, state=State.WAITING).first()
    if row is None:
        return
    if _may_still_go_by_text(row):
        PlannedMessage.objects.filter(pk=row.pk).update(channel=Channel.TEXT, until_at=now, reason="", why=[])
        return
    against = [one for one in row.reasons if one.code != why.BY_EMAIL.code]
    settle(row, Verdict((why.EMAIL_FAILED, *against)), now)
    write_settled([row])


def _may_still_go_by_text(row: PlannedMessage) -> bool:
    """It was mailed first, and no text was refused or failed before."""
    return row.message_id is None and [one.code for one in row.reasons] == [why.BY_EMAIL.code]
