"""The carrier's door alone, as a process of its own: no page can make a text wait.

A proxy sends /hooks/ here and everything else to `asgi`; a small office lets `asgi` do both.
"""

import gc
import os
import sys

import django
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
django.setup(set_prefix=False)

from chairside.config.lifespan import live  # noqa: E402
from chairside.web.hooks import Hooks  # noqa: E402
from chairside.web.raw import answer  # noqa: E402
from chairside.web.safe_headers import with_safe_headers  # noqa: E402
from chairside.web.vital_signs import tell_vital_signs  # noqa: E402


class Door:
    """Webhooks, and two addresses for whoever watches over the process."""

    def __init__(self) -> None:
        self.hooks = Hooks()

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send, self._begin, self.hooks.close)
        elif scope["type"] == "http":
            await self._answer(scope, receive, with_safe_headers(send))

    async def _answer(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["path"].startswith("/hooks/"):
            await self.hooks(scope, receive, send)
        elif scope["path"] == "/readyz":
            # also without the database: what comes then goes into the spool
            await answer(send, 200, b"ready")
        elif not await tell_vital_signs(scope, send):
            await answer(send, 404)

    async def _begin(self) -> None:
        gc.collect()
        gc.freeze()
        # requests leave no rings behind: looking for some every few of them would cost a tenth of the time
        gc.set_threshold(20_000, 20, 20)
        # a lane comes back from the database several times a batch: it must not wait 5 ms each time
        sys.setswitchinterval(0.0005)
        self.hooks.open()


application = Door()
