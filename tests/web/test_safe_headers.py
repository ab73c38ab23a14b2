"""Every answer tells the browser the same about safety, whoever gives it."""

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as configured
from django.test import Client

from chairside.config.asgi import application
from chairside.config.door import application as door
from chairside.web.safe_headers import completed
from tests.web.asking import headers_of

HERE = [("host", "testserver")]
STATIC = f"{configured.STATIC_URL}css/foundation.css"
ANSWERS = [
    (application, "GET", "/livez", 200),
    (application, "GET", "/readyz", 200),
    (application, "GET", "/metrics", 404),
    (application, "GET", "/live/nowhere", 404),
    (application, "GET", "/hooks/nobody/messages", 405),
    (application, "GET", "/sign-in/", 200),
    (application, "GET", "/nowhere/", 302),
    (application, "HEAD", STATIC, 200),
    (door, "GET", "/livez", 200),
    (door, "GET", "/nowhere", 404),
    (door, "GET", "/hooks/nobody/messages", 405),
]
pytestmark = pytest.mark.django_db(transaction=True)


# files are read without waiting: whitenoise is older than asynchronous servers
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
@pytest.mark.parametrize(("asked", "method", "path", "status"), ANSWERS)
def test_no_answer_can_be_framed_sniffed_or_taken_from_another_site(asked, method, path, status):
    found, headers = async_to_sync(headers_of)(asked, path, method=method, headers=HERE)
    assert found == status
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "camera=()" in headers["permissions-policy"]
    assert ("max-age=31536000" if path == STATIC else "no-store") in headers["cache-control"]
    assert "strict-transport-security" not in headers


def test_over_https_every_answer_asks_to_be_asked_so_always(settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    _, headers = async_to_sync(headers_of)(application, "/livez", headers=HERE)
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_what_an_answer_says_by_itself_stands():
    said = [(b"Cache-Control", b"private, no-store"), (b"Content-Security-Policy", b"sandbox")]
    headers = dict(completed(said))
    assert headers[b"Cache-Control"] == b"private, no-store"
    assert b"cache-control" not in headers
    assert b"content-security-policy" not in headers


def test_who_signs_out_leaves_nothing_in_the_browser(cast, as_user):
    client: Client = as_user(cast.ana)
    assert client.post("/sign-out/")["Clear-Site-Data"] == '"storage"'
