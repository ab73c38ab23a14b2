"""A text finds its thread, means what it means, and a stranger's leaves nothing but a count."""

import random
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Count

from chairside.actions.receive_messages import Fate
from chairside.actions.send_reply import Reply, send_reply
from chairside.actions.sending.still_allowed import QueuedText, still_refused
from chairside.models import (
    Appointment,
    AuditEntry,
    ConsentEntry,
    KnockTally,
    Message,
    Patient,
    QueuedMessage,
    TextNumber,
    Thread,
)
from chairside.models.message import OPT_OUT_ANSWER
from tests.cast import NOW, knock, opted_out, receive

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


def test_a_known_contact_gets_a_thread_and_one_unread_text(cast):
    ken = cast.person("Ken Ito", KEN)
    assert receive(knock(KEN, "Is parking free?")) == [Fate.STORED]
    thread = Thread.objects.get()
    assert (thread.contact, thread.location, thread.unread, thread.snippet) == (
        ken,
        cast.downtown,
        1,
        "Is parking free?",
    )
    assert thread.unanswered_since == NOW
    assert Message.objects.get().body == "Is parking free?"


def test_each_location_has_its_own_thread(cast):
    cast.person("Ken Ito", KEN)
    receive(knock(KEN), knock(KEN, to="+16025550191"))
    assert {thread.location for thread in Thread.objects.all()} == {cast.downtown, cast.lakeside}


def test_the_same_text_twice_is_one_message(cast):
    cast.person("Ken Ito", KEN)
    sid = uuid4()
    assert receive(knock(KEN, sid=sid), knock(KEN, sid=sid)) == [Fate.STORED, Fate.KNOWN_ALREADY]
    assert receive(knock(KEN, sid=sid)) == [Fate.KNOWN_ALREADY]
    assert Message.objects.count() == 1
    assert Thread.objects.get().unread == 1


def test_a_strangers_text_is_counted_and_nothing_else(cast):
    fates = receive(knock("+13125550199", "CANARY"), knock("+13125550198", "CANARY"))
    assert fates == [Fate.STRANGER, Fate.STRANGER]
    assert KnockTally.objects.get(location=cast.downtown).strangers == 2
    assert Message.objects.count() == Thread.objects.count() == ConsentEntry.objects.count() == 0


def test_the_count_belongs_to_the_locations_own_day(cast):
    evening = NOW.replace(hour=23) + timedelta(hours=6)  # 23:00 in Chicago, tomorrow in UTC
    receive(knock("+13125550199"), now=evening)
    assert KnockTally.objects.get().day.isoformat() == "2026-11-23"


def test_a_patient_who_is_not_their_own_contact_is_a_stranger(cast):
    mother = cast.person("Elena Paz", "+13125550103")
    cast.person("Bruno Paz", "+13125550105", contact=mother)
    assert receive(knock("+13125550105")) == [Fate.STRANGER]


def test_a_non_patient_is_heard_while_they_speak_for_somebody(cast):
    carmen = cast.person("Carmen Delgado", "+17735550102", status="non_patient")
    assert receive(knock("+17735550102")) == [Fate.STRANGER]
    cast.person("Sofia Delgado", contact=carmen)
    assert receive(knock("+17735550102")) == [Fate.STORED]


@pytest.mark.parametrize("speaks_for_a_child", [False, True])
def test_a_duplicates_phone_is_heard_as_the_originals(cast, speaks_for_a_child):
    original, twin = cast.person("Mara Kay", "+13125550130"), cast.person("Mara Kay", KEN)
    if speaks_for_a_child:
        cast.person("Kid Kay", contact=twin)
    twin.status, twin.duplicate_of = "duplicate", original
    twin.save()
    assert receive(knock(KEN, "My child is in pain")) == [Fate.STORED]
    assert Thread.objects.get().contact == original


def test_a_duplicate_of_somebody_who_speaks_for_nobody_is_a_stranger(cast):
    original, twin = cast.person("Mara Kay", status="non_patient"), cast.person("Mara Kay", KEN)
    twin.status, twin.duplicate_of = "duplicate", original
    twin.save()
    assert receive(knock(KEN)) == [Fate.STRANGER]


def test_another_organizations_contact_is_a_stranger_here(cast):
    cast.person("Greta Olsen", "+12065550150", organization=cast.birch)
    assert receive(knock("+12065550150")) == [Fate.STRANGER]
    assert receive(knock("+12065550150", to="+12065550192")) == [Fate.STORED]


def test_the_number_must_belong_to_the_account_that_knocks(cast):
    cast.person("Ken Ito", KEN)
    assert receive(knock(KEN, to="+12065550192")) == [Fate.STRANGER]


def test_a_batch_keeps_the_order_of_its_texts(cast):
    cast.person("Ken Ito", KEN)
    receive(*(knock(KEN, f"text {place}") for place in range(20)))
    assert [message.body for message in Message.objects.order_by("id")] == [f"text {place}" for place in range(20)]
    assert Thread.objects.get().unread == 20


def test_a_batch_asks_as_many_questions_as_a_single_text(cast, django_assert_max_num_queries):
    for place in range(30):
        cast.person(f"Person {place}", f"+131255501{place:02}")
    with django_assert_max_num_queries(26):
        receive(*(knock(f"+131255501{place:02}") for place in range(30)))


def test_a_nul_does_not_spoil_its_neighbours(cast):
    cast.person("Ken Ito", KEN)
    assert receive(knock(KEN, "before"), knock(KEN, "a\0b"), knock(KEN, "after")) == [Fate.STORED] * 3
    assert Message.objects.order_by("id")[1].body == "a\ufffdb"


def test_a_poisoned_text_fails_alone(cast):
    cast.person("Ken Ito", KEN)
    fates = receive(knock(KEN, "before"), knock(KEN, "lone \ud800 surrogate"), knock(KEN, "after"))
    assert fates == [Fate.STORED, Fate.REFUSED, Fate.STORED]


class TestOptingOut:
    def test_stop_holds_for_every_location_and_takes_what_is_queued(self, cast):
        ken = cast.person("Ken Ito", KEN)
        for place in (cast.downtown, cast.lakeside):
            queue(cast.thread(ken, place))
        receive(knock(KEN, "Stop texting me!"))
        assert opted_out(cast.cedar, KEN)
        assert QueuedMessage.objects.count() == 0
        assert set(Message.objects.filter(direction="out").values_list("status", flat=True)) == {"failed"}
        assert ConsentEntry.objects.get().wording == "stop texting me"

    def test_start_undoes_it(self, cast):
        cast.person("Ken Ito", KEN)
        receive(knock(KEN, "STOP"), knock(KEN, "START"))
        assert not opted_out(cast.cedar, KEN)
        assert [entry.opted_in for entry in ConsentEntry.objects.order_by("id")] == [False, True]

    def test_yes_while_opted_out_opts_in_even_with_a_reminder(self, cast):
        ken = cast.person("Ken Ito", KEN)
        visit = cast.visit(ken)
        receive(knock(KEN, "STOP"), knock(KEN, "yes"))
        assert not opted_out(cast.cedar, KEN)
        visit.refresh_from_db()
        assert visit.status == "unconfirmed"

    def test_another_organization_hears_nothing_of_it(self, cast):
        cast.person("Ken Ito", KEN)
        cast.person("Ken Ito", KEN, organization=cast.birch)
        receive(knock(KEN, "STOP"))
        assert not opted_out(cast.birch, KEN)

    def test_cancel_may_mean_the_appointment(self, cast):
        cast.person("Ken Ito", KEN)
        receive(knock(KEN, "Cancel"))
        assert Message.objects.get().may_mean_appointment

    @pytest.mark.parametrize(("carrier_answers", "sent"), [(True, 0), (False, 1)])
    def test_it_is_confirmed_once_and_only_where_the_carrier_does_not(self, cast, carrier_answers, sent):
        TextNumber.objects.update(carrier_answers_keywords=carrier_answers)
        cast.person("Ken Ito", KEN)
        receive(knock(KEN, "STOP"))
        assert QueuedMessage.objects.count() == sent

    def test_stop_again_and_again_is_confirmed_once_and_the_confirmation_still_leaves(self, cast):
        TextNumber.objects.update(carrier_answers_keywords=False)
        cast.person("Ken Ito", KEN)
        receive(knock(KEN, "STOP"), knock(KEN, "STOP"))
        for minute in range(1, 4):
            receive(knock(KEN, "STOP"), now=NOW + timedelta(minutes=minute))
        assert opted_out(cast.cedar, KEN)
        assert QueuedMessage.objects.count() == Message.objects.filter(direction="out", status="queued").count() == 1

    def test_stop_after_start_is_confirmed_anew(self, cast):
        TextNumber.objects.update(carrier_answers_keywords=False)
        cast.person("Ken Ito", KEN)
        receive(knock(KEN, "STOP"), knock(KEN, "START"), knock(KEN, "STOP"))
        assert QueuedMessage.objects.count() == 2

    @pytest.mark.parametrize(("source", "sent"), [("staff", 1), ("carrier", 0)])
    def test_who_is_opted_out_by_others_is_told_what_their_own_stop_does(self, cast, source, sent):
        TextNumber.objects.update(carrier_answers_keywords=False)
        ken = cast.person("Ken Ito", KEN)
        queue(cast.thread(ken))
        ConsentEntry.objects.create(
            organization=cast.cedar, number=KEN, opted_in=False, at=NOW, source=source, wording="told us"
        )
        receive(knock(KEN, "STOP"), now=NOW + timedelta(minutes=1))
        assert [one.message.communication for one in QueuedMessage.objects.all()] == [OPT_OUT_ANSWER] * sent

    def test_a_late_stop_that_start_has_overtaken_is_not_confirmed(self, cast):
        TextNumber.objects.update(carrier_answers_keywords=False)
        cast.person("Ken Ito", KEN)
        receive(knock(KEN, "START"))
        receive(knock(KEN, "STOP", at=NOW - timedelta(minutes=4)), now=NOW + timedelta(minutes=1))
        assert not opted_out(cast.cedar, KEN)
        assert not QueuedMessage.objects.exists()


class TestConfirming:
    def test_yes_confirms_every_reminded_visit_and_is_never_unread(self, cast):
        mother = cast.person("Marisol Vega", "+13125550101", language="es")
        leo, mia = cast.person("Leo Vega", contact=mother), cast.person("Mia Vega", contact=mother)
        visits = [cast.visit(leo), cast.visit(mia)]
        receive(knock("+13125550101", "Yes!"))
        message = Message.objects.get(direction="in")
        assert {visit.status for visit in Appointment.objects.all()} == {"confirmed"}
        assert list(message.confirmed_appointments.order_by("id")) == visits
        assert Thread.objects.get().unread == 0
        assert AuditEntry.objects.filter(action="confirmed by text").count() == 2
        assert QueuedMessage.objects.count() == 1

    @pytest.mark.parametrize(
        ("hours", "reminded", "status"),
        [(24, False, "unconfirmed"), (-1, True, "unconfirmed"), (24, True, "broken"), (24, True, "confirmed")],
    )
    def test_without_an_outstanding_reminder_it_is_an_ordinary_text(self, cast, hours, reminded, status):
        ken = cast.person("Ken Ito", KEN)
        cast.visit(ken, hours=hours, reminded=reminded, status=status)
        receive(knock(KEN, "ok"))
        assert Thread.objects.get().unread == 1
        assert Message.objects.get().meaning == "ordinary"

    def test_a_text_that_was_late_answers_no_reminder_that_came_after_it(self, cast):
        visit = cast.visit(cast.person("Ken Ito", KEN))
        Appointment.objects.update(reminded_at=NOW)
        receive(knock(KEN, "Thanks", at=NOW - timedelta(hours=1)), now=NOW + timedelta(minutes=3))
        visit.refresh_from_db()
        assert visit.status == "unconfirmed"
        receive(knock(KEN, "Thanks", at=NOW + timedelta(minutes=1)), now=NOW + timedelta(minutes=4))
        visit.refresh_from_db()
        assert visit.status == "confirmed"

    def test_a_visit_at_another_location_is_not_confirmed_here(self, cast):
        ken = cast.person("Ken Ito", KEN)
        cast.visit(ken, location=cast.lakeside)
        receive(knock(KEN, "yes"))
        assert Appointment.objects.get().status == "unconfirmed"

    def test_a_second_yes_is_an_ordinary_text(self, cast):
        cast.visit(cast.person("Ken Ito", KEN))
        receive(knock(KEN, "yes"), knock(KEN, "yes"))
        assert [message.meaning for message in Message.objects.filter(direction="in").order_by("id")] == [
            "confirmation",
            "ordinary",
        ]


class TestSharedNumbers:
    def test_the_thread_written_to_last(self, cast):
        ken, yumi = cast.person("Ken Ito", KEN), cast.person("Yumi Ito", KEN)
        cast.thread(ken)
        written = cast.thread(yumi)
        Thread.objects.filter(pk=written.pk).update(written_at=NOW - timedelta(days=1))
        receive(knock(KEN))
        assert Message.objects.get().thread == written

    def test_an_answer_of_ours_by_itself_is_written_too(self, cast):
        TextNumber.objects.update(carrier_answers_keywords=False)
        ken, yumi = cast.person("Ken Ito", KEN), cast.person("Yumi Ito", KEN)
        cast.visit(ken, hours=5)
        receive(knock(KEN, "HELP"))
        cast.visit(yumi, hours=1)
        receive(knock(KEN, "Is parking free?"), now=NOW + timedelta(minutes=1))
        assert {message.thread.contact for message in Message.objects.all()} == {ken}

    def test_else_the_contact_of_the_nearest_visit(self, cast):
        ken, yumi = cast.person("Ken Ito", KEN), cast.person("Yumi Ito", KEN)
        cast.visit(ken, hours=72)
        cast.visit(yumi, hours=-24, status="complete")
        receive(knock(KEN))
        assert Message.objects.get().thread.contact == yumi


def test_a_row_can_never_point_into_another_organization(cast):
    ken = cast.person("Ken Ito", KEN)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    stray = Thread(organization=cast.cedar, location=cast.harbor, contact=ken, number=KEN, created_at=NOW)
    with pytest.raises(IntegrityError, match="thread_location_id_within"), transaction.atomic():
        stray.save(force_insert=True)


def queue(thread):
    message = Message.objects.create(
        organization=thread.organization, location=thread.location, thread=thread, direction="out", body="Hi", at=NOW,
        communication="Appointment reminder", status="queued", status_at=NOW,
    )  # fmt: skip
    QueuedMessage.objects.create(
        message=message, organization=thread.organization, lane=4, from_number="+13125550190",
        to_number=thread.number, due_at=NOW, expires_at=NOW + timedelta(days=1),
    )  # fmt: skip
    return message


@pytest.mark.django_db(transaction=True)
def test_a_text_that_waits_for_its_thread_sees_what_was_written_meanwhile(live_cast):
    ken = live_cast.person("Ken Ito", KEN)
    receive(knock(KEN, "one"))
    own = connection.copy()

    def come_in():
        try:
            receive(knock(KEN, "two"))
        finally:
            connections.close_all()

    coming = threading.Thread(target=come_in)
    with own.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE chairside_thread SET unread = unread + 5")
        coming.start()
        while coming.is_alive() and not waiting_for_a_lock():
            time.sleep(0.01)
        cursor.execute("COMMIT")
    own.close()
    coming.join()
    assert (Thread.objects.get().contact, Thread.objects.get().unread) == (ken, 7)


def waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_several_doors_take_in_the_same_contacts_texts_at_once(live_cast):
    """Each text stands once, new threads too, whichever of the doors was first; nothing of either is lost."""
    people = [f"+131255502{place:02}" for place in range(6)]
    for number in people:
        live_cast.person("Somebody", number)
    words = ["Hello", "Is parking free?", "STOP", "START", "Yes", "See you"]
    fates, sids = [], []

    def take(seed):
        chance = random.Random(seed)
        try:
            for _ in range(15):
                batch = [knock(number, chance.choice(words)) for number in chance.choices(people, k=8)]
                sids.extend(one.carrier_id for one in batch)
                fates.extend(receive(*batch))
        finally:
            connections.close_all()

    doors = [threading.Thread(target=take, args=[seed]) for seed in range(3)]
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    assert set(fates) == {Fate.STORED}
    theirs = Message.objects.filter(direction="in")
    assert sorted(theirs.values_list("carrier_id", flat=True)) == sorted(sids)
    counted = theirs.exclude(meaning="confirmation").values("thread").annotate(texts=Count("pk"))
    assert {row["thread"]: row["texts"] for row in counted} == dict(Thread.objects.values_list("pk", "unread"))
    assert Thread.objects.count() == len(people)


class TestAPhoneThatWasGivenUp:
    """The carrier said once that it is no mobile, or that nobody is there: then its owner texts."""

    @pytest.fixture
    def thread(self, cast):
        ken = cast.person("Ken Ito", KEN)
        ken.phones.update(unfit_at=NOW - timedelta(days=2), landline_at=NOW - timedelta(days=1))
        return cast.thread(ken)

    def test_it_can_be_answered(self, cast, thread):
        receive(knock(KEN, "Can you read me?"))
        assert send_reply(cast.ana, thread, Reply("Yes", uuid4()), NOW)

    def test_a_text_of_before_changes_nothing(self, cast, thread):
        receive(knock(KEN, at=NOW - timedelta(days=3)))
        phone = thread.contact.phones.get()
        assert (phone.unfit_at, phone.landline_at) == (NOW - timedelta(days=2), NOW - timedelta(days=1))

    def test_what_was_said_later_stands(self, cast, thread):
        receive(knock(KEN, at=NOW - timedelta(days=1, hours=12)))
        phone = thread.contact.phones.get()
        assert (phone.unfit_at, phone.landline_at) == (None, NOW - timedelta(days=1))

    def test_of_another_practice_nothing_changes(self, cast, thread):
        zoes = cast.person("Ken Ito", KEN, organization=cast.birch)
        zoes.phones.update(unfit_at=NOW - timedelta(days=2))
        receive(knock(KEN))
        assert zoes.phones.get().unfit_at


class TestAnotherAccount:
    """The location's number has moved to another account of the carrier; texts under way name the old one."""

    @pytest.fixture(autouse=True)
    def moved(self, cast):
        cast.person("Ken Ito", KEN)
        TextNumber.objects.filter(location=cast.downtown).update(account_sid="AC" + "9" * 32)

    def test_signed_at_its_own_door_it_is_kept(self):
        assert receive(knock(KEN, is_at_its_door=True)) == [Fate.STORED]

    def test_at_any_other_door_it_is_not(self):
        assert receive(knock(KEN)) != [Fate.STORED]


class TestWordsThatTheCarrierLeavesToUs:
    @pytest.fixture(autouse=True)
    def ours(self, cast):
        self.ken = cast.person("Ken Ito", KEN)
        TextNumber.objects.update(carrier_answers_keywords=False)

    def test_help_after_stop_is_not_answered(self):
        receive(knock(KEN, "STOP"))
        receive(knock(KEN, "HELP"), now=NOW + timedelta(minutes=1))
        assert list(Message.objects.filter(direction="out").values_list("communication", flat=True)) == [OPT_OUT_ANSWER]

    @pytest.mark.parametrize("word", ["STOP", "HELP"])
    def test_who_prefers_no_texts_gets_the_answer_they_asked_for(self, word):
        Patient.objects.filter(pk=self.ken.pk).update(text_messages=False)
        receive(knock(KEN, word))
        [text] = Message.objects.filter(direction="out")
        queued = QueuedMessage.objects.get()
        asked = QueuedText(
            text.pk, queued.lane, queued.to_number, queued.expires_at, 0, text.organization_id, text.location_id,
            text.thread_id, None, text.communication, text.body,
        )  # fmt: skip
        assert still_refused([asked]) == {text.pk: ()}
