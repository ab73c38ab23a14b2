"""Every page needs a signed-in user, except those that make one."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

OPEN_TO_ALL = ("/sign-in/", "/static/", "/livez")


class SignInRequired:
    """Sends strangers to the sign-in page; a part of a page gets 401, so that its script can tell."""

    def __init__(self, page: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated or request.path.startswith(OPEN_TO_ALL):
            return self.page(request)
        if request.headers.get("HX-Request") or request.headers.get("X-Part"):
            response = HttpResponse(status=401)
            response["HX-Redirect"] = "/sign-in/"
            return response
        return redirect_to_login(request.get_full_path(), "/sign-in/")
