"""An address that only takes what a form sends, opened by hand: say so, instead of a blank page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from chairside.web.gate import is_part

NOT_ALLOWED = 405


class OnlyForms:
    """Gives the bare refusal a page, for people; a script gets it as it is."""

    def __init__(self, page: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refused = self.page(request)
        if refused.status_code != NOT_ALLOWED or is_part(request) or not request.accepts("text/html"):
            return refused
        told = render(request, "405.html", status=NOT_ALLOWED)
        told["Allow"] = refused["Allow"]
        return told
