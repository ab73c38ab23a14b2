"""Every address, walked by everybody who does not belong: a stranger finds nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from chairside.actions.locations.prove_number import ask_for_test
from chairside.actions.scheduled.schedule_message import Wanted, schedule_message
from chairside.actions.send_reply import Reply, send_reply
from chairside.models import Attachment, AttachmentContent, ImportRun, QuickReply, RecareType, Role, Task
from tests.actions.campaigns import campaign
from tests.actions.communications import rule
from tests.actions.statements import made
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
METHODS = ("get", "post", "put", "delete")
OPEN = {
    "account_login", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn", "welcome", "welcome_link",
    "statement_link", "statement_file",
}  # fmt: skip
# what whoever has a role at the location may open; it shows no more than the role's rights
OPEN_TO_STAFF = {"location", "search", "notifications"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def places(cast):
    """Every named address with ids of Cedar Dental's Downtown."""
    ken = cast.person("Ken Ito", KEN)
    receive(knock(KEN))
    thread = ken.threads.get()
    message = send_reply(cast.ana, thread, Reply("Hi", uuid4()), NOW)
    ids = {
        "location_id": cast.downtown.pk, "thread_id": thread.pk, "patient_id": ken.pk, "message_id": message.pk, "version": "2",
        "appointment_id": cast.visit(ken).pk,
        "campaign_id": campaign(cast).pk,
        "statement_id": made(cast, ken).pk,
        "name": "texts",
        "reply_id": QuickReply.objects.create(
            organization=cast.cedar, location=cast.downtown, name="hello", english="Hello"
        ).pk,
        "communication_id": rule(cast.downtown).pk,
        "type_id": RecareType.objects.create(organization=cast.cedar, name="Cleaning", amount=6).pk,
        "test_id": ask_for_test(cast.downtown, "+13125550199", by=cast.ben, now=NOW, body="A sample").pk,
        "picture_id": picture_of(ken.threads.get().messages.first()).pk,
        "role_id": cast.ben.user_roles.first().role_id, "user_id": cast.ana.pk, "session_id": 1, "pk": 1, "notice_id": ken.pk,
        "task_id": Task.objects.create(
            organization=cast.cedar, location=cast.downtown, kind="call_back", thread=thread, created_at=NOW
        ).pk,
        "scheduled_id": schedule_message(
            cast.ana, thread, Wanted("Later", NOW + timedelta(days=99), uuid4()), NOW
        ).pk, "token": "x", "secret": "x",
        "run_id": ImportRun.objects.create(
            organization=cast.cedar, location=cast.downtown, by=cast.ben, file_name="x.csv", kind="patients",
            state="choosing", created_at=NOW,
        ).pk,
    }  # fmt: skip
    return {name: address(name, ids) for name in names()}


def picture_of(message):
    kept = Attachment.objects.create(
        organization=message.organization, message=message, position=0, state="kept", content_type="image/png"
    )
    AttachmentContent.objects.create(
        attachment=kept, organization=message.organization, picture=b"large", thumbnail=b"small"
    )
    return kept


def names():
    return sorted(key for key in get_resolver().reverse_dict if isinstance(key, str))


def address(name, ids):
    [(_, parameters)] = [(form, parameters) for form, parameters in get_resolver().reverse_dict.getlist(name)[0][0]]
    from django.urls import reverse

    return reverse(name, kwargs={parameter: ids[parameter] for parameter in parameters})


def located(places):
    return {name: url for name, url in places.items() if url.startswith("/locations/")}


def statuses(client, url):
    return {getattr(client, method)(url).status_code for method in METHODS}


def test_the_walk_knows_every_address(places):
    assert len(located(places)) >= 9


def test_nobody_who_is_not_signed_in_gets_in(places):
    for name, url in places.items():
        if name not in OPEN:
            for method in METHODS:
                answer = getattr(Client(), method)(url)
                assert answer.status_code == 302, name
                assert answer["Location"].startswith("/sign-in/"), name


def test_a_part_of_a_page_says_that_the_session_has_ended(places):
    for name, url in located(places).items():
        assert Client().get(url, headers={"X-Part": "yes"}).status_code == 401, name


def test_another_organization_finds_nothing(cast, places, as_user):
    for name, url in located(places).items():
        assert statuses(as_user(cast.zoe), url) <= {404, 405}, name


def test_another_location_finds_nothing(cast, places, as_user):
    cast.ana.user_roles.all().delete()
    for name, url in located(places).items():
        assert statuses(as_user(cast.ana), url) <= {404, 405}, name


def test_without_the_right_to_review_there_is_no_inbox(cast, places, as_user):
    Role.objects.filter(name="Receptionist").update(rights=["mark_patient_duplicates"])
    for name, url in located(places).items():
        if name not in OPEN_TO_STAFF:
            assert statuses(as_user(cast.ana), url) <= {404, 405}, name
    page = as_user(cast.ana).get("/").content.decode()
    assert "Nothing is open to you yet" in page
    assert 'id="dot"' not in page


def test_without_rights_the_search_finds_nobody(cast, places, as_user):
    Role.objects.filter(name="Receptionist").update(rights=["manage_inbox_messages"])
    assert "Ken Ito" not in as_user(cast.ana).get(places["search"], {"q": "ken"}).content.decode()


def test_a_thread_is_not_found_at_another_location_of_the_same_user(cast, places, as_user):
    url = places["thread"].replace(str(cast.downtown.pk), str(cast.lakeside.pk))
    assert as_user(cast.ben).get(url).status_code == 404


def test_a_disabled_user_is_out_at_once(cast, places, as_user):
    client = as_user(cast.ana)
    assert client.get(places["inbox"]).status_code == 200
    type(cast.ana).objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert client.get(places["inbox"]).status_code == 302
