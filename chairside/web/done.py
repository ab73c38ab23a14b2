"""What follows a deed: back to a page that says what was done, or what could not be."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def done(request: HttpRequest, words: str, address: str, *parts: UUID) -> HttpResponse:
    """Go to the page, which says the words."""
    messages.success(request, words)
    return _see(address, parts)


def refused(request: HttpRequest, words: str, address: str, *parts: UUID) -> HttpResponse:
    """Go to the page, which says why nothing was done."""
    messages.error(request, words)
    return _see(address, parts)


def _see(address: str, parts: tuple[UUID, ...]) -> HttpResponse:
    answer = redirect(address, *parts)
    answer.status_code = 303
    return answer
