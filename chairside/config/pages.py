"""Django's pages, each in one thread from its first middleware to its last.

Django's own handler asks every middleware in turn from the event loop, and each goes to a thread and back: some
thirty hops for a page. A browser that leaves cancels whatever hop it meets, and what ends the request may then find
its thread closed ("CurrentThreadExecutor already quit"): the request's database connection never returns to the
pool. Here a page is one piece of work for one of a few threads, and goes to its end whoever has left. Streamed
answers alone come from the loop.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.http import HttpResponseBase
from django.urls import set_script_prefix

# Django and asgiref name the types of the same things differently
Scope = Any
Receive = Any
Send = Any


class Pages(ASGIHandler):
    """Answers requests by Django's views; `at_once` of them at the same time, the others wait their turn."""

    def __init__(self, at_once: int) -> None:
        # not Django's own: it makes the middleware anew for the event loop
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            request, refused = self.create_request(scope, body)
            if request is None:
                await self.send_response(refused, send)  # type: ignore[arg-type]  # one of the two is given
                return
            loop = asyncio.get_running_loop()
            response = await loop.run_in_executor(self._threads, self._answer, request, scope)
            if response.streaming:
                await self._stream(response, send)
            else:
                await self.send_response(response, send)

    def close(self) -> None:
        """Take no more requests; those under way end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _answer(self, request: ASGIRequest, scope: Scope) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        response = self.get_response(request)
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if response.streaming:
            # its end is told by another thread; this one gives its connection back now
            signals.request_finished.send(sender=self.__class__)
        else:
            response.close()
        return response

    async def _stream(self, response: HttpResponseBase, send: Send) -> None:
        async with ThreadSensitiveContext():
            try:
                await self.send_response(response, send)
            finally:
                await sync_to_async(response.close)()
