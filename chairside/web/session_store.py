"""Where the session of a signed-in browser is kept: as Django keeps it, but found by a prepared question."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from chairside.models.prepared import Prepared

SESSION = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """Django's sessions of the database."""

    def _get_session_from_db(self) -> Session | None:
        found = SESSION.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
