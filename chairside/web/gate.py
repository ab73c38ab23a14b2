"""Every page needs a signed-in user, except those that make one."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

OPEN_TO_ALL = ("/sign-in/", "/sign-out/", "/welcome/", "/s/", "/static/", "/livez")


class SignInRequired:
    """Sends strangers to the sign-in page; a part of a page gets 401, so that its script can tell."""

    def __init__(self, page: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated or is_open(request):
            return self.page(request)
        return ask_to_sign_in(request)


def is_open(request: HttpRequest) -> bool:
    """Whether the page is there for those who are not signed in."""
    return request.path.startswith(OPEN_TO_ALL)


def is_part(request: HttpRequest) -> bool:
    """Whether a script asks, for a part of the page that is shown already."""
    # an empty X-Part asks quietly for the whole page
    return bool(request.headers.get("HX-Request")) or "X-Part" in request.headers


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, and from there back to where the user was."""
    address = f"/sign-in/?{urlencode({'next': _page_shown(request)})}"
    if not is_part(request):
        return HttpResponseRedirect(address)
    response = HttpResponse(status=401)
    response["HX-Redirect"] = address
    return response


def _page_shown(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"} and not is_part(request):
        return request.get_full_path()
    # a form was sent, or a part was asked for: the page to come back to is the one it stood on
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(shown, {request.get_host()}):
        return "/"
    parts = urlsplit(shown)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
