"""The numbers that every screen of an inbox shows, in one question to the partial indexes."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

MOST_COUNTED = 99

# each count ends at a hundred rows: nothing counts over everything
NUMBERS = """
SELECT
  (SELECT coalesce(sum(unread), 0) FROM chairside_thread WHERE location_id = %(location)s AND unread > 0),
  (SELECT count(*) FROM (SELECT FROM chairside_thread
     WHERE location_id = %(location)s AND unread > 0 LIMIT %(most)s) AS unread_ones),
  (SELECT count(*) FROM (SELECT FROM chairside_thread
     WHERE location_id = %(location)s AND unread = 0 AND unanswered_since IS NOT NULL
       AND done_at IS NULL AND snoozed_until IS NULL LIMIT %(most)s) AS open_ones),
  (SELECT count(*) FROM (SELECT FROM chairside_thread
     WHERE location_id = %(location)s AND assigned_to_id = %(user)s AND last_at IS NOT NULL
       AND done_at IS NULL AND snoozed_until IS NULL LIMIT %(most)s) AS own_ones),
  (SELECT count(*) FROM (SELECT FROM chairside_thread
     WHERE location_id = %(location)s AND undeliverable_at IS NOT NULL
       AND done_at IS NULL AND snoozed_until IS NULL LIMIT %(most)s) AS failed_ones),
  (SELECT count(*) FROM (SELECT FROM chairside_task
     WHERE location_id = %(location)s AND done_at IS NULL LIMIT %(most)s) AS tasks)
"""


@dataclass(frozen=True, slots=True)
class InboxNumbers:
    """Unread texts (the red dot), and threads by view, and what is to do, each at most one more than is ever told."""

    unread_texts: int
    unread: int
    to_answer: int
    mine: int
    undeliverable: int
    tasks: int

    def told(self) -> dict[str, str]:
        """Give the threads by view as people read them: nothing for none, 99+ for many."""
        views = {
            "unread": self.unread,
            "to-answer": self.to_answer,
            "mine": self.mine,
            "undeliverable": self.undeliverable,
        }
        return {view: _told(number) for view, number in views.items()}


def inbox_numbers(location_id: UUID, user_id: UUID) -> InboxNumbers:
    """Count for one location; `mine` is this user's."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, {"location": location_id, "user": user_id, "most": MOST_COUNTED + 1})
        return InboxNumbers(*cursor.fetchone())


def _told(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")
