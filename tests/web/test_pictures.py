"""A picture in a thread: on its way, there, or why not; served to those who may read the thread, from a sandbox."""

import pytest
from django.urls import reverse

from chairside.carriers.port import Media
from chairside.models import Attachment, AttachmentContent, Thread
from chairside.rules.pictures import Trouble
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast):
    cast.person("Ken Ito", KEN)
    receive(knock(KEN, "", media_count=1, media=(Media("https://api.twilio.com/x", "image/jpeg"),)))
    return Attachment.objects.get()


@pytest.fixture
def kept(waiting):
    AttachmentContent.objects.create(
        attachment=waiting, organization_id=waiting.organization_id, picture=b"large", thumbnail=b"small"
    )
    Attachment.objects.update(state="kept", content_type="image/jpeg", width=1200, height=900, settled_at=NOW)
    waiting.refresh_from_db()
    return waiting


def page(cast, as_user):
    return as_user(cast.ana).get(reverse("thread", args=[cast.downtown.pk, Thread.objects.get().pk])).content.decode()


def address(name, cast, picture):
    return reverse(name, args=[cast.downtown.pk, Thread.objects.get().pk, picture.pk])


def test_it_says_that_it_is_being_fetched(cast, as_user, waiting):
    assert "The picture is being fetched" in page(cast, as_user)


def test_it_is_shown_small_and_opens_large(cast, as_user, kept):
    shown = page(cast, as_user)
    assert f'href="{address("picture", cast, kept)}"' in shown
    assert f'src="{address("thumbnail", cast, kept)}"' in shown
    assert 'alt="Picture 1 of 1 from Ken: open it large"' in shown
    assert 'width="240"' in shown


@pytest.mark.parametrize("trouble", list(Trouble))
def test_it_says_why_it_could_not_be_kept(cast, as_user, waiting, trouble):
    Attachment.objects.update(state="failed", trouble=trouble)
    shown = page(cast, as_user)
    assert "A picture or file could not be kept." in shown


def test_the_list_says_picture_and_an_empty_text_says_so(cast, as_user, waiting):
    inbox = reverse("inbox", args=[cast.downtown.pk])
    assert '<span class="row-snippet">Picture</span>' in as_user(cast.ana).get(inbox).content.decode()
    receive(knock(KEN, ""))
    assert '<span class="row-snippet">Empty text</span>' in as_user(cast.ana).get(inbox).content.decode()


@pytest.mark.parametrize(("name", "content"), [("picture", b"large"), ("thumbnail", b"small")])
def test_it_is_served_from_a_sandbox(cast, as_user, kept, name, content):
    answer = as_user(cast.ana).get(address(name, cast, kept))
    assert answer.content == content
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="picture-1.jpg"'
    assert answer["Cache-Control"] == "private, no-store"


def test_nobody_else_finds_it(cast, as_user, kept):
    assert as_user(cast.zoe).get(address("picture", cast, kept)).status_code == 404
    cast.ana.user_roles.all().delete()
    assert as_user(cast.ana).get(address("picture", cast, kept)).status_code == 404


def test_one_that_is_not_there_yet_is_not_found(cast, as_user, waiting):
    assert as_user(cast.ana).get(address("picture", cast, waiting)).status_code == 404


def test_a_thread_of_many_pictures_asks_no_more_questions(cast, as_user, kept, django_assert_max_num_queries):
    client = as_user(cast.ana)
    url = reverse("messages", args=[cast.downtown.pk, Thread.objects.get().pk])
    client.get(url)
    for _ in range(10):
        receive(knock(KEN, "", media_count=3))
    with django_assert_max_num_queries(12):
        client.get(url)
