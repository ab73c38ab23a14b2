"""What people read of an answer."""

from html import unescape

from django.http import HttpResponse


def words(answer: HttpResponse) -> str:
    """Give a page with its marks, spaces as one, and signs as people read them."""
    return " ".join(unescape(answer.content.decode()).split())
