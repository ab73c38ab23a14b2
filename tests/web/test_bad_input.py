"""Whatever is typed into whichever field: no crash, nothing half done, nothing lost, and the field that is wrong is named."""

from uuid import uuid4

import pytest

from chairside.web.typed import many_lines, one_line
from tests.undone import undone
from tests.web.every_form import Controls, Office, send, state_of_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]

PRESSED = "deed"  # a button says it
NOBODY = "nobody's id"
FOREIGN = "an id of another practice"
HOSTILE = {
    "nothing": "",
    "left out": None,
    "control signs and lines": "a\0b\x01\x07\x1b[31m\x7fc\r\nd\te",
    "emoji, from right to left": "\u202e🦷😀👩‍👩‍👧\u202c עברית",
    "ten thousand digits": "9" * 10_000,
    "a padded number": "0" * 20 + "60",
    "markup and placeholders": "<script>alert(1)</script>'\"--%s%(x)s{0}{{1}}",
    "30 February": "2026-02-30",
    "the last day": "9999-12-31",
    "no time of day": "25:99",
    NOBODY: str(uuid4()),
    FOREIGN: "",
}


@pytest.fixture
def office(cast):
    return Office(cast)


def walk(office, client, form, name):
    """Send the form with each hostile value in turn, each from the same state; give what is wrong."""
    before, faults = state_of_everything(), []
    for label, value in HOSTILE.items():
        hostile = str(office.stranger.pk) if label == FOREIGN else value
        sent = [hostile] if isinstance(form.good[name], list) and hostile is not None else hostile
        faults += [f"{label}: {fault}" for fault in try_once(client, form, name, sent, before)]
    return faults


def try_once(client, form, name, sent, before):
    """Send it once and undo what it did; give what is wrong."""
    faults = []
    with undone():
        try:
            answer = send(client, form, **{name: sent})
            faults = [*judge(form, name, sent, answer)]
            if answer.status_code == 422 and state_of_everything() != before:
                faults.append("refused, and yet something has changed")
            if answer.status_code == 303 and form.page and sent is not None:
                # what was taken stands in the form afterwards, cleaned at most
                faults += lost(Controls(client.get(form.page)), name, sent)
        except Exception as crash:  # noqa: BLE001 - every crash is a finding of this test
            faults = [f"{type(crash).__name__}: {str(crash)[:80]}"]
    return faults


def judge(form, name, sent, answer):
    if answer.status_code not in {201, 303, 422}:
        yield f"answered {answer.status_code}"
    if answer.status_code == 422:
        page = Controls(answer)
        if len(page.said_of(name)) < 10:
            yield f"the field is not named; marked are {sorted(page.described)}"
        for field, good in form.good.items():
            yield from lost(page, field, sent if field == name else good)


def lost(page, field, sent):
    typed = [value for value in (sent if isinstance(sent, list) else [sent]) if value]
    choices = page.options.get(field)
    if field in page.chosen or field == PRESSED or (choices and not set(typed) <= set(choices)):
        return
    stands = {clean for value in page.values.get(field, []) for clean in (one_line(value), many_lines(value))}
    for value in typed:
        if one_line(value) and not {one_line(value), many_lines(value)} & stands:
            yield f"{field} is lost: {value[:20]!r} was typed, {sorted(stands)} stands"


NAMES = (
    "Basic Info", "a new patient", "Preferences", "consent", "consent to bills", "emails", "a contact on record", "a new contact", "a guarantor",
    "a new appointment", "a moved appointment", "Location Information", "a day with other hours", "a pause",
    "a test text", "a new quick reply", "a quick reply", "a new campaign", "a campaign",
    "a sample", "columns of a table", "a new appointment communication", "an appointment communication",
    "the after-hours reply", "a pace", "a new recare communication", "a recare communication", "a new recare type", "a due date",
    "a new statement", "a batch of statements", "a new eStatement communication", "an eStatement communication",
    "a recare type", "a new role", "a role", "an invitation", "a user", "Security",
)  # fmt: skip


def test_every_form_of_the_office_is_in_the_table(office):
    assert set(office.forms) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_good_form_is_taken(office, as_user, name):
    answer = send(as_user(office.cast.ben), office.forms[name])
    assert answer.status_code in {201, 302, 303}


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_value_is_refused_by_name_or_kept_whole(office, as_user, name):
    client, form = as_user(office.cast.ben), office.forms[name]
    faults = {field: found for field in form.good if (found := walk(office, client, form, field))}
    assert faults == {}
