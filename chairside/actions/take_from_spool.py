"""The database is back: take in what waits in the spool, oldest first, each request once.

A file goes when all of it is committed. Should we die in between, it is taken in again, and every
text of it is known by its MessageSid: nothing is lost, nothing doubled. A stranger's text goes with the file.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from chairside.actions.apply_status_reports import Reported, apply_status_reports
from chairside.actions.count_forged_knock import count_forged_knock
from chairside.actions.receive_messages import Fate, receive_messages
from chairside.actions.receiving.address import address_of
from chairside.actions.receiving.knock import Knock, knock_of
from chairside.actions.receiving.trouble import is_ours
from chairside.actions.spooling.kept import Kept
from chairside.actions.spooling.seal import Unreadable
from chairside.actions.spooling.spool import Spool
from chairside.carriers.port import ForgedKnock, UnreadableKnock
from chairside.carriers.twilio import open_envelope, parameters_of, read_inbound, read_status
from chairside.models import TextNumber

log = logging.getLogger(__name__)


def take_from_spool(spool: Spool, public_url: str, now: datetime) -> bool:
    """Take in the oldest file; give whether anything was done. Raises Django's `Error` while the database is away."""
    with spool.alone() as is_free:
        waiting = spool.waiting() if is_free else []
        if not waiting:
            return False
        _take_file(spool, waiting[0], public_url, now)
        return True


def _take_file(spool: Spool, file: Path, public_url: str, now: datetime) -> None:
    try:
        requests = spool.read(file)
    except Unreadable:
        log.error("A file of the spool is damaged and was put into its folder “unreadable”")
        spool.set_aside_unreadable(file)
        return
    if refused := _take(requests, public_url, now):
        log.error("%d requests from the spool cannot be stored; they are kept in its folder “refused”", len(refused))
        spool.set_aside_refused(refused)
    spool.done(file)


def _take(requests: Sequence[Kept], public_url: str, now: datetime) -> list[Kept]:
    """Store what is genuine; give what the database refuses for a reason of its own."""
    texts: list[tuple[Kept, Knock]] = []
    reports: list[Reported] = []
    for kept in requests:
        match _opened(kept, public_url, now):
            case Knock() as knock:
                texts.append((kept, knock))
            case Reported() as report:
                reports.append(report)
    _apply(reports, now)
    fates = receive_messages([knock for _, knock in texts], now) if texts else []
    return [kept for (kept, _), fate in zip(texts, fates, strict=True) if fate is Fate.REFUSED]


def _opened(kept: Kept, public_url: str, now: datetime) -> Knock | Reported | None:
    """Read a request, and check it if nobody could; None when it is nothing for us."""
    address = address_of(kept.envelope.path)
    number = (
        TextNumber.objects.filter(path_token=address.path_token).select_related("location").first() if address else None
    )
    if address is None or number is None:
        return None
    try:
        parameters = (
            parameters_of(kept.envelope) if kept.is_checked else open_envelope(kept.envelope, number.tokens, public_url)
        )
        if address.attempt_token is None:
            return knock_of(read_inbound(parameters), at=kept.at, door=number.number)
        return Reported(number.location_id, address.attempt_token, read_status(parameters))
    except ForgedKnock:
        count_forged_knock(number, now)
    except UnreadableKnock:
        log.warning("A request from the spool is no text and no report")
    return None


def _apply(reports: list[Reported], now: datetime) -> None:
    if not reports:
        return
    try:
        apply_status_reports(reports, now)
    except Exception as error:
        if is_ours(error):
            raise
        # what became of a text can be asked for again; it must not hold up what patients wrote
        log.error("Reports from the spool could not be applied: %s", type(error).__name__)
