"""Ask the database beside the pages: for streams and webhooks, which no page's thread serves."""

from collections.abc import Callable

from asgiref.sync import sync_to_async
from django.db import close_old_connections


async def ask_aside[**Given, Answer](
    question: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
) -> Answer:
    """Ask from the event loop; the connection goes back to the pool at once, and a broken one is let go."""
    return await sync_to_async(_asked)(question, *given, **named)


def _asked[**Given, Answer](question: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    try:
        return question(*given, **named)
    finally:
        # what Django does after each page; nobody does it for this thread
        close_old_connections()
