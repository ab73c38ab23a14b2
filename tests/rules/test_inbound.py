"""What a patient's text means, whole messages only."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairside.rules.inbound import (
    CONFIRMATIONS,
    DOUBTS,
    HELP_WORDS,
    OPT_IN_WORDS,
    OPT_OUT_WORDS,
    REVOCATIONS,
    Meaning,
    Reading,
    is_plainly_ordinary,
    plain,
    read,
)
from chairside.rules.inbound import (
    DOUBTFUL as DOUBTFUL_TEXTS,
)

OPT_OUTS = [
    "STOP", "stop", " Stop. ", "STOP!!", "StopAll", "stop all", "UNSUBSCRIBE", "cancel", "End", "QUIT", "revoke",
    "optout", "opt out", "Opt-out", "s t o p", "S.T.O.P.", "\u202eSTOP", "Ｓｔｏｐ", "STOP \N{OCTAGONAL SIGN}\ufe0f",
    "st\u00adop",
    "stop stop", "STOP!!! STOP!!!", "Stop / End", "stop, stop, STOP", "STOP\n\nSent from my iPhone", "Stop it",
    "stop texting me", "Please stop texting me", "Stop texting me!!!", "stop txting me", "stop texting this number",
    "can you please stop texting me", "Hi, could you stop messaging me please?", "quit texting me",
    "stop texting us now",
    "no more", "No more texts", "no more txts", "no more messages please", "no more of these messages", "No texting!",
    "Don't text me anymore", "don’t text me again", "Don`t text me", "donʼt text me", "do not text this number",
    "do not contact me", "Never text me again", "please stop", "STOP please", "ok stop",
    "I don't want any more texts",
    "unsubscribe me", "Unsubscribe me from this list", "unsuscribe", "Please unsubscribe", "cancel these texts",
    "remove me", "remove me from your list", "take me off your list", "delete my number", "lose my number",
    "stop sending me texts", "stop sending these to me", "Stop messaging me", "leave me alone", "I want to opt out",
    "i want you to stop", "I revoke my consent", "stop bothering me", "Wrong number, stop",
    "wrong number stop texting me",
    "Stop texting me, you have the wrong number", "no mas", "No más", "ya no más", "no mas mensajes",
    "No más mensajes, por favor",
    "no quiero recibir mas mensajes", "Ya no me manden mensajes", "no me escriban",
    "Por favor dejen de enviarme mensajes",
    "ALTO", "basta", "Quiero darme de baja",
]  # fmt: skip

ORDINARY = [
    "Can you stop by at 3?", "I want to cancel my cleaning", "end of the day works", "I can't stop smiling",
    "Please don't cancel my appointment", "Can we stop the payment plan?", "I quit smoking!", "cancel my appointment",
    "Cancel Tuesday", "The bleeding won't stop", "Is there more info?", "Start at 9?", "help me find the address",
    "no more pain, thank you!", "Should I stop taking aspirin?", "can we end at 4", "C", "no", "can we move it?",
    "", "👍",
    "stop at the front desk?", "take me", "I want to stop", "stop taking the pills?", "don't send the message yet",
    "No text yet", "Thanks, see you at the end", "I need to cancel, sorry", "please cancel", "The pain will not end",
    "no mas dolor, gracias", "I will stop texting and driving :)", "Did you remove me from Tuesday's list?",
    "Don't text me, call my wife at work please", "can you text me the address again?", "stop by tomorrow",
]  # fmt: skip

DOUBTFUL = [
    "I think this is the wrong person", "is this spam?", "wrong number", "No texts", "no message", "yes stop", "sotp",
    "Don't text me, call my wife at work please", "STOP. I have asked three times already!", "stop the reminders",
    "Who is this? Stop texting me", "do not call me", "Hello. Remove me. Thank you so much for all", "cancelar",
]  # fmt: skip

PLAINLY_ORDINARY = [
    "Can you stop by at 3?", "end of the day works", "I quit smoking!", "The bleeding won't stop", "can we end at 4",
    "Should I stop taking aspirin?", "no more pain, thank you!", "Yes", "See you then",
    "I want to cancel my cleaning",
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


@pytest.mark.parametrize(("body", "word", "appointment"), [
    ("stop cancel", "stop", False), ("Cancel, stop", "stop", False), ("CANCEL CANCEL", "cancel", True), ("end", "end", True),
])  # fmt: skip
def test_of_several_words_the_one_that_cannot_mean_the_appointment_counts(body, word, appointment):
    reading = read(body, opted_out=False, reminder_outstanding=False)
    assert (reading.word, reading.may_mean_appointment) == (word, appointment)


def test_the_words_are_those_of_the_carrier_and_the_practice():
    assert set("stop stopall unsubscribe cancel end quit revoke optout".split()) == OPT_OUT_WORDS
    assert len(CONFIRMATIONS) == 19
    assert set("1 y yes confirm confirmed yeah yep yup ok okay thanks thankyou".split()) < CONFIRMATIONS
    assert {"reply 1", "1 confirm", "i confirm", "yes 1", "1 yes", "reply 1 confirm", "thank you"} < CONFIRMATIONS


@pytest.mark.parametrize("length", [119, 120, 121])
def test_a_long_text_is_read_by_a_person(length):
    body = "please " * 15 + "stop texting me"  # 120 letters
    body = body + "s" * (length - 120) if length >= 120 else body.replace("please ", "pls ", 1)
    expected = Meaning.OPT_OUT if len(body) <= 120 else Meaning.ORDINARY
    assert read(body, opted_out=False, reminder_outstanding=False).meaning is expected


@pytest.mark.parametrize("body", sorted(CONFIRMATIONS))
def test_every_confirmation_counts_only_with_a_reminder(body):
    assert read(f" {body.upper()}!! ", opted_out=False, reminder_outstanding=True).meaning is Meaning.CONFIRMATION
    assert read(body, opted_out=False, reminder_outstanding=False).meaning is Meaning.ORDINARY


@pytest.mark.parametrize("body", DOUBTFUL)
def test_doubtful_wishes_wait_for_a_person(body):
    reading = read(body, opted_out=False, reminder_outstanding=False)
    assert reading.meaning is Meaning.ORDINARY
    assert reading.for_review


@pytest.mark.parametrize("body", PLAINLY_ORDINARY)
def test_most_texts_need_no_review(body):
    reading = read(body, opted_out=False, reminder_outstanding=False)
    assert (reading.meaning, reading.for_review, reading.may_mean_appointment) == (Meaning.ORDINARY, False, False)


@pytest.mark.parametrize("body", ["please cancel", "ok, cancel", "Cancel please. Thanks", "end please"])
def test_a_polite_cancel_is_about_the_appointment_and_waits_for_a_person(body):
    reading = read(body, opted_out=False, reminder_outstanding=True)
    assert (reading.meaning, reading.for_review, reading.may_mean_appointment) == (Meaning.ORDINARY, True, True)


CARRIER = [("STOP", Meaning.OPT_OUT), ("START", Meaning.OPT_IN), ("HELP", Meaning.HELP)]


@pytest.mark.parametrize(("said", "meaning"), CARRIER)
def test_the_carriers_own_reading_wins(said, meaning):
    assert read("arrêt", opted_out=False, reminder_outstanding=True, carrier_says=said).meaning is meaning


@pytest.mark.parametrize(
    ("opted_out", "meaning"), [(True, Meaning.OPT_IN), (False, Meaning.CONFIRMATION)], ids=["opted out", "reminded"]
)
def test_a_carrier_that_takes_yes_for_start_knows_no_reminders(opted_out, meaning):
    assert read("YES", opted_out=opted_out, reminder_outstanding=True, carrier_says="START").meaning is meaning


def test_a_word_of_the_carrier_that_nobody_knows_changes_nothing():
    assert read("hello", opted_out=False, reminder_outstanding=False, carrier_says="PAUSE").meaning is Meaning.ORDINARY


@pytest.mark.parametrize(
    "body",
    [
        "dont send " + "any more " * 170 + "x",
        "stop sending " + "any more " * 9 + "x",
        "hi " * 530,
        "stop " * 319 + "x",
        "no " * 530,
        "please stop. " * 120,
        "\ufdfa" * 1600,
    ],
    ids=lambda body: body[:12],
)
def test_no_text_takes_long_to_read(body):
    began = process_time()
    read(body, opted_out=False, reminder_outstanding=True)
    assert process_time() - began < 0.1


@given(st.sampled_from(sorted(OPT_OUT_WORDS)), st.sampled_from(["", " ", "!", ".", "\n", "…", "\ufe0f"]), st.booleans())
def test_opt_out_words_win_over_everything(word, ornament, reminder):
    reading = read(ornament + word.title() + ornament, opted_out=reminder, reminder_outstanding=reminder)
    assert reading.meaning is Meaning.OPT_OUT


@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_any_text_has_a_meaning(body, opted_out, reminder):
    assert read(body, opted_out=opted_out, reminder_outstanding=reminder).meaning in Meaning


@pytest.mark.parametrize("pattern", [*REVOCATIONS, DOUBTS], ids=lambda pattern: pattern.pattern[:20])
@given(data=st.data())
def test_no_wish_is_passed_over_quickly(pattern, data):
    text = " ".join(
        data.draw(st.from_regex(pattern, fullmatch=True, alphabet=st.characters(max_codepoint=127))).split()
    )
    assert not is_plainly_ordinary(text)
    assert not is_plainly_ordinary(f"hello {text} friend")


@pytest.mark.parametrize(
    "text", sorted(CONFIRMATIONS | OPT_IN_WORDS | HELP_WORDS | OPT_OUT_WORDS | DOUBTFUL_TEXTS) + OPT_OUTS + DOUBTFUL
)
def test_no_word_of_ours_is_passed_over_quickly(text):
    assert not is_plainly_ordinary(plain(text))


@given(st.one_of(st.text(max_size=80), st.sampled_from(ORDINARY)))
def test_what_is_passed_over_quickly_is_what_the_long_way_says(body):
    if is_plainly_ordinary(plain(body)):
        long_way = read(body, opted_out=False, reminder_outstanding=True, carrier_says="nothing known")
        assert long_way == Reading(Meaning.ORDINARY)


def test_most_texts_of_a_day_are_passed_over_quickly():
    texts = ["How are you today?", "Is parking free?", "Can we move it to Tuesday at 3?", "See you tomorrow", "thx 🙏"]
    assert all(is_plainly_ordinary(plain(text)) for text in texts)


@given(st.text())
def test_a_plain_text_holds_letters_digits_and_single_blanks(body):
    text = plain(body)
    assert text == " ".join(text.split())
    assert all(sign.isalnum() or sign == " " for sign in text)
    assert plain(text) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("S\u0301TOP!", "stop"),
        ("st\u200bop\ufe0f", "stop"),
        ("ＳＴＯＰ", "stop"),
        ("d'accord — ok", "daccord ok"),
        ("日本 ٣", "日本 ٣"),
    ],
)
def test_ornaments_come_off(body, text):
    assert plain(body) == text
