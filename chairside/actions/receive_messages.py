"""Take in texts from patients: all that are waiting, in one transaction, in the order they came.

One text is a batch of one. A batch that the database refuses is tried again text by text, so that
one poisoned row never fails its neighbours. A text of a stranger leaves nothing but a count.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from chairside.actions.receiving.after_hours import reply_after_hours
from chairside.actions.receiving.batch import Batch
from chairside.actions.receiving.knock import Knock
from chairside.actions.receiving.sql import transaction_in_two_ways
from chairside.actions.receiving.store import store
from chairside.actions.receiving.trouble import is_ours

log = logging.getLogger(__name__)


class Fate(StrEnum):
    """What became of one text that came in."""

    STORED = "stored"
    KNOWN_ALREADY = "known already"
    TEST_ANSWER = "answer to a test text"
    STRANGER = "stranger"
    REFUSED = "refused"

    @property
    def is_kept(self) -> bool:
        return self is Fate.STORED


def receive_messages(knocks: Sequence[Knock], now: datetime) -> list[Fate]:
    """Store what is to be stored and give each text's fate, in the order of `knocks`.

    Raises `DatabaseError` when no text is to blame: the database is away, and all of them may be taken later.
    """
    try:
        return _in_one_transaction(knocks, now)
    except Exception as error:
        if is_ours(error):
            raise
    # one of them is unfit, or another process has just stored it and it will now be seen as known
    return _one_by_one(knocks, now)


def _one_by_one(knocks: Sequence[Knock], now: datetime) -> list[Fate]:
    fates = []
    for knock in knocks:
        try:
            fates.extend(_in_one_transaction([knock], now))
        except Exception as error:
            if is_ours(error):
                raise
            log.error("A text could not be stored: %s", type(error).__name__)
            fates.append(Fate.REFUSED)
    return fates


def _in_one_transaction(knocks: Sequence[Knock], now: datetime) -> list[Fate]:
    with transaction_in_two_ways() as ways:
        batch = Batch.gather(ways, knocks, now)
        fates = [_fate(batch, knock) for knock in knocks]
        reply_after_hours(batch)
        store(ways, batch)
    return fates


def _fate(batch: Batch, knock: Knock) -> Fate:
    """Decide on one text, and note in the batch what is to be written."""
    if batch.knows(knock):
        return Fate.KNOWN_ALREADY
    if (candidates := batch.candidates(knock)) and batch.number(knock):
        batch.take(knock, candidates)
        batch.answers_test(knock)
        return Fate.STORED
    if batch.answers_test(knock):
        return Fate.TEST_ANSWER
    batch.count_stranger(knock)
    return Fate.STRANGER
