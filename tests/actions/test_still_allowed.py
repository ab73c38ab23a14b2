"""The gate at the moment of sending: asked for many at once, it answers as it does for one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chairside.actions.sending.still_allowed import QueuedText, still_refused
from chairside.models import ConsentEntry, Phone, PrimaryContactTerm, TextNumber, Thread
from chairside.models.circumstances import circumstances_of
from chairside.models.message import OPT_OUT_ANSWER
from chairside.rules.may_text import Code, by_hand
from chairside.rules.rights import Right
from tests.cast import NOW

pytestmark = pytest.mark.django_db

CASES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["new", "active", "non_patient", "inactive", "duplicate"]),
        "text_messages": st.booleans(),
        "number": st.sampled_from(["+13125550121", "+13122530121", "+18005550121", "+15005550006", "+1312"]),
        "phone": st.sampled_from(["kept", "gone", "landline", "unfit", "other"]),
        "consent": st.lists(st.tuples(st.booleans(), st.sampled_from(["", "billing", "marketing"])), max_size=3),
        "household": st.sampled_from(["self", "child", "nobody", "moved"]),
        "writer": st.sampled_from(["ana", "ines", "ben", "nobody"]),
        "place": st.sampled_from(["downtown", "lakeside"]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(cases=st.lists(CASES, min_size=1, max_size=4), number_is=st.sampled_from(["works", "paused", "missing"]))
def test_many_are_answered_as_each_alone(cast, cases, number_is):
    TextNumber.objects.update(
        paused_at=NOW if number_is == "paused" else None, account_sid="" if number_is == "missing" else "AC1"
    )
    made = [make(cast, case) for case in cases]
    together = still_refused(made)
    for text, case in zip(made, cases, strict=True):
        thread = Thread.objects.select_related("location__text_number", "contact").get(pk=text.thread_id)
        writer = getattr(cast, case["writer"], None)
        may = writer is None or writer.may(Right.MANAGE_INBOX, thread.location_id)
        assert together[text.message_id] == by_hand(circumstances_of(thread), may_manage_inbox=may)


def make(cast, case):
    location = getattr(cast, case["place"])
    child = cast.person("Leo Roe") if case["household"] in {"child", "moved"} else None
    contact = cast.person("Ada Roe", status=case["status"], text_messages=case["text_messages"])
    if case["household"] == "child":
        type(contact).objects.filter(pk=child.pk).update(primary_contact=contact)
    if case["household"] == "nobody":
        type(contact).objects.filter(pk=contact.pk).update(primary_contact=cast.person("Kim Roe"))
    if case["household"] == "moved":
        type(contact).objects.filter(pk=contact.pk).update(primary_contact=child)
        PrimaryContactTerm.objects.filter(patient=contact).update(until_at=NOW - timedelta(days=1))
    keep_phone(cast, contact, case)
    for opted_in, category in case["consent"]:
        say(cast, case["number"], opted_in=opted_in, category=category)
    thread = cast.thread(contact, location, case["number"])
    writer = getattr(cast, case["writer"], None)
    return QueuedText(
        uuid4(),
        1,
        case["number"],
        NOW,
        0,
        cast.cedar.pk,
        location.pk,
        thread.pk,
        writer.pk if writer else None,
        "",
        "Hi",
    )


def say(cast, number, *, opted_in, category=""):
    ConsentEntry.objects.create(
        organization=cast.cedar, number=number, opted_in=opted_in, category=category, at=NOW, source="staff",
        wording="asked",
    )  # fmt: skip


def keep_phone(cast, contact, case):
    if case["phone"] == "gone":
        return
    Phone.objects.create(
        organization=cast.cedar,
        patient=contact,
        position=0,
        type="mobile",
        number="+13122530199" if case["phone"] == "other" else case["number"],
        landline_at=NOW if case["phone"] == "landline" else None,
        unfit_at=NOW if case["phone"] == "unfit" else None,
    )


def test_the_confirmation_of_an_opt_out_may_follow_it(cast):
    thread = cast.thread(cast.person("Ken Ito", "+13125550121"))
    ConsentEntry.objects.create(
        organization=cast.cedar, number=thread.number, opted_in=False, at=NOW, source="word", wording="STOP"
    )
    for communication, codes in ((OPT_OUT_ANSWER, []), ("Recare", [Code.OPTED_OUT])):
        text = QueuedText(
            uuid4(), 2, thread.number, NOW, 0, cast.cedar.pk, cast.downtown.pk, thread.pk, None, communication, "Bye"
        )
        assert [reason.code for reason in still_refused([text])[text.message_id]] == codes


@pytest.mark.parametrize(("out_of_all", "codes"), [(False, []), (True, [Code.OPTED_OUT])])
@pytest.mark.parametrize("agrees_to_offers", [False, True])
def test_a_word_about_one_kind_of_text_changes_nothing_for_the_others(cast, out_of_all, codes, agrees_to_offers):
    contact = cast.person("Ken Ito", "+13125550121")
    thread = cast.thread(contact)
    say(cast, thread.number, opted_in=not out_of_all)
    say(cast, thread.number, opted_in=agrees_to_offers, category="marketing")
    text = QueuedText(
        uuid4(), 1, thread.number, NOW, 0, cast.cedar.pk, cast.downtown.pk, thread.pk, cast.ben.pk, "", "Hi"
    )
    assert [reason.code for reason in still_refused([text])[text.message_id]] == codes
