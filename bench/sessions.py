"""Sign many browsers in at once, past the sign-in page: python -m bench.sessions USERNAME COUNT.

It is run with the demo's settings.
Prints one session's cookie value a line.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils.crypto import get_random_string

    from chairside.models import User

    user = User.objects.get(username=sys.argv[1])
    store = SessionStore()
    content = store.encode({
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    })  # fmt: skip
    until = datetime.now(UTC) + timedelta(hours=1)
    made = [
        Session(session_key=get_random_string(32), session_data=content, expire_date=until)
        for _ in range(int(sys.argv[2]))
    ]
    Session.objects.bulk_create(made)
    for session in made:
        print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")


if __name__ == "__main__":
    main()
