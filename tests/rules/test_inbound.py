"""What a patient's text means, whole messages only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.inbound import CONFIRMATIONS, OPT_OUT_WORDS, Meaning, read

OPT_OUTS = [
    "STOP", "stop", " Stop. ", "STOP!!", "StopAll", "stop all", "UNSUBSCRIBE", "cancel", "End", "QUIT", "revoke", "optout", "opt out",
    "stop texting me", "Please stop texting me", "Stop texting me!!!", "no more", "no mas", "No más", "no mas mensajes",
    "Don't text me anymore", "don’t text me again", "do not text this number", "please stop", "STOP please", "stop it",
    "unsubscribe me", "Unsubscribe me from this list", "remove me from your list", "take me off your list", "no more texts",
    "no more messages please", "stop sending me texts", "Stop messaging me", "leave me alone", "I want to opt out",
    "no quiero recibir mas mensajes", "Ya no me manden mensajes", "s t o p",
]  # fmt: skip

ORDINARY = [
    "Can you stop by at 3?", "I want to cancel my cleaning", "end of the day works", "I can't stop smiling",
    "Please don't cancel my appointment", "Can we stop the payment plan?", "I quit smoking!", "cancel my appointment",
    "Cancel Tuesday", "The bleeding won't stop", "Is there more info?", "Start at 9?", "help me find the address",
    "no more pain, thank you!", "Should I stop taking aspirin?", "can we end at 4", "C", "no", "can we move it?", "", "👍",
    "stop at the front desk?",
]  # fmt: skip


@pytest.mark.parametrize("body", OPT_OUTS)
def test_a_wish_for_no_more_texts_opts_out(body):
    assert read(body, opted_out=False, reminder_outstanding=True).meaning is Meaning.OPT_OUT


@pytest.mark.parametrize("body", ORDINARY)
def test_a_word_inside_a_sentence_never_opts_out(body):
    assert read(body, opted_out=False, reminder_outstanding=False).meaning is Meaning.ORDINARY


@pytest.mark.parametrize("body", ["CANCEL", "end", "Quit."])
def test_some_words_may_mean_the_appointment(body):
    reading = read(body, opted_out=False, reminder_outstanding=False)
    assert reading.meaning is Meaning.OPT_OUT
    assert reading.may_mean_appointment


def test_stop_does_not_mean_the_appointment():
    assert not read("STOP", opted_out=False, reminder_outstanding=True).may_mean_appointment


@pytest.mark.parametrize(
    ("opted_out", "reminder", "meaning"),
    [
        (True, True, Meaning.OPT_IN),
        (True, False, Meaning.OPT_IN),
        (False, True, Meaning.CONFIRMATION),
        (False, False, Meaning.ORDINARY),
    ],
)
def test_yes_depends_on_what_came_before(opted_out, reminder, meaning):
    assert read("Yes!", opted_out=opted_out, reminder_outstanding=reminder).meaning is meaning


@pytest.mark.parametrize("body", ["START", "unstop", "Start."])
@pytest.mark.parametrize("opted_out", [True, False])
def test_start_opts_in(body, opted_out):
    assert read(body, opted_out=opted_out, reminder_outstanding=False).meaning is Meaning.OPT_IN


@pytest.mark.parametrize("body", ["HELP", "info", "Help!"])
def test_help(body):
    assert read(body, opted_out=False, reminder_outstanding=False).meaning is Meaning.HELP


@pytest.mark.parametrize("body", sorted(CONFIRMATIONS))
def test_every_confirmation_counts_only_with_a_reminder(body):
    assert read(f" {body.upper()}!! ", opted_out=False, reminder_outstanding=True).meaning is Meaning.CONFIRMATION
    assert read(body, opted_out=False, reminder_outstanding=False).meaning is Meaning.ORDINARY


@pytest.mark.parametrize("body", ["wrong number, stop", "I think this is the wrong person", "is this spam?"])
def test_doubtful_wishes_wait_for_a_person(body):
    reading = read(body, opted_out=False, reminder_outstanding=False)
    assert reading.meaning is Meaning.ORDINARY
    assert reading.for_review


@pytest.mark.parametrize(("said", "meaning"), [("STOP", Meaning.OPT_OUT), ("START", Meaning.OPT_IN), ("HELP", Meaning.HELP)])
def test_the_carriers_own_reading_wins(said, meaning):
    assert read("arrêt", opted_out=False, reminder_outstanding=True, carrier_says=said).meaning is meaning


@given(st.sampled_from(sorted(OPT_OUT_WORDS)), st.sampled_from(["", " ", "!", ".", "\n", "…", "\ufe0f"]), st.booleans())
def test_opt_out_words_win_over_everything(word, ornament, reminder):
    reading = read(ornament + word.title() + ornament, opted_out=reminder, reminder_outstanding=reminder)
    assert reading.meaning is Meaning.OPT_OUT


@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_any_text_has_a_meaning(body, opted_out, reminder):
    assert read(body, opted_out=opted_out, reminder_outstanding=reminder).meaning in Meaning
