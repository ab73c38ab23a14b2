"""The list of work, and the answers that are one click away from a text."""

import pytest

from chairside.actions.tasks.list_unreachable import list_unreachable
from chairside.models import Role, Task
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]


@pytest.fixture
def ken(cast):
    return cast.person("Ken Ito", KEN)


def shown(answer):
    return " ".join(answer.content.decode().split())


def address(cast, *parts):
    return "/".join([f"/locations/{cast.downtown.pk}", *map(str, parts), ""])


def test_an_empty_list_teaches(cast, as_user):
    assert "Nothing to do" in shown(as_user(cast.ana).get(address(cast, "tasks")))


def test_unreachable_patients_stand_with_reasons_remedies_and_numbers_to_call(cast, ken, as_user):
    yumi = cast.person("Yumi Ito", contact=ken)
    ken.phones.create(organization=cast.cedar, position=1, type="home", number="+13125550199")
    cast.visit(yumi)
    receive(knock(KEN, "STOP"))
    list_unreachable(NOW)
    ana = as_user(cast.ana)
    page = shown(ana.get(address(cast, "tasks")))
    assert "Unreachable before Tuesday, November 24" in page
    assert "Yumi Ito" in page
    assert "contact: Ken Ito" in page
    assert "<strong>Ken Ito has opted out of texts.</strong> Only the phone itself can undo this" in page
    assert 'href="tel:+13125550199"' in page
    assert '<span class="count" data-task-count>1</span>' in page
    assert ana.put(address(cast, "tasks", Task.objects.get().pk, "done")).status_code == 204
    page = shown(ana.get(address(cast, "tasks")))
    assert "Done by Ana Lindgren" in page
    assert ana.get(address(cast, "tasks", "count")).content == b""


def test_who_may_not_manage_the_inbox_has_no_list(cast, as_user):
    ines = as_user(cast.ines)
    assert ines.get(address(cast, "tasks")).status_code == 404
    assert "data-task-count" not in shown(ines.get(address(cast, "inbox")))


@pytest.mark.parametrize("body", ["C", "no", "can we move it?"])
def test_an_ordinary_text_stands_with_the_visit_and_one_click_answers(cast, ken, as_user, body):
    visit = cast.visit(ken)
    receive(knock(KEN, body))
    thread = ken.threads.get()
    ana = as_user(cast.ana)
    page = shown(ana.get(address(cast, "threads", thread.pk)))
    assert "Not confirmed yet" in page
    assert address(cast, "appointments", visit.pk, "change") in page
    call = address(cast, "threads", thread.pk, "messages", thread.messages.get().pk, "call-back")
    assert {ana.post(call).status_code, ana.post(call).status_code} == {204}
    assert "to be called back" in shown(ana.get(address(cast, "threads", thread.pk)))
    assert Task.objects.get().kind == "call_back"


def test_nothing_stands_beside_a_text_without_a_reminder_or_after_an_answer(cast, ken, as_user):
    cast.visit(ken, reminded=False)
    receive(knock(KEN, "no"))
    thread = ken.threads.get()
    assert "Not confirmed yet" not in shown(as_user(cast.ana).get(address(cast, "threads", thread.pk)))


def test_who_may_not_change_the_schedule_is_offered_no_confirming(cast, ken, as_user):
    Role.objects.filter(name="Receptionist").update(rights=["review_inbox_messages", "manage_inbox_messages"])
    cast.visit(ken)
    receive(knock(KEN, "no"))
    page = shown(as_user(cast.ana).get(address(cast, "threads", ken.threads.get().pk)))
    assert "Not confirmed yet" in page
    assert "data-confirm-visit" not in page


def test_a_text_that_may_mean_the_appointment_says_so_though_the_phone_has_opted_out(cast, ken, as_user):
    cast.visit(ken)
    receive(knock(KEN, "CANCEL"))
    list_unreachable(NOW)
    page = shown(as_user(cast.ana).get(address(cast, "tasks")))
    assert "May mean the appointment: ask by phone whether the visit stands." in page
    assert page.count("Only the phone itself can undo this") == 1
