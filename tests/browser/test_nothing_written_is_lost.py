"""Whoever goes on typing loses nothing and commands nothing, whatever happens under their hands."""

import re
import uuid

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DIEGO, CAMILA, PETER, CLARA, HUGO = "+17735550122", "+13125550119", "+13125550118", "+17735550123", "+17735550124"
BOX = "Enter message here"


def saying(words: str) -> str:
    return f"{words} {uuid.uuid4().hex[:6]}"


def unavailable(page):
    """Let the server take no reply for now."""
    page.route(
        "**/messages/",
        lambda route: route.fulfill(status=503) if route.request.method == "POST" else route.continue_(),
    )


def available(page):
    page.unroute("**/messages/")


def test_whoever_types_on_after_a_colleagues_answer_sends_nothing_by_it(practice, desk):
    ana, ben = desk("reception"), desk("manager")
    practice.text(DIEGO, saying("Who answers?"))
    for screen in (ana, ben):
        screen.open("Diego Fuentes")
    ana.page.route("**/live/**", lambda route: route.abort())
    ana.page.route("**/messages/?whole=1", lambda route: route.abort())
    ana.context.set_offline(True)
    answer, second = saying("Ben answers"), saying("Yes")
    ben.write(answer)
    practice.wait_for(DIEGO, answer)
    ana.context.set_offline(False)
    box = ana.page.get_by_placeholder(BOX)
    box.press_sequentially(second)
    box.press("Enter")
    expect(ana.page.locator("[data-composer-said]")).to_contain_text("Ben has answered meanwhile")
    ana.page.keyboard.type(" and never mind", delay=20)
    expect(box).to_have_value(f"{second} and never mind")
    expect(ana.page.locator("dialog[open]")).to_have_count(0)
    ana.page.wait_for_timeout(500)
    assert not [body for body in practice.received(DIEGO) if second in body]


def test_what_waits_for_the_server_stands_there_again_and_is_sent_once(practice, desk):
    ana = desk("reception")
    for number in (CAMILA, PETER):
        practice.text(number, saying("A question"))
    ana.open("Camila Rojas")
    text = saying("Bring your card")
    unavailable(ana.page)
    ana.page.get_by_placeholder(BOX).press_sequentially(text, delay=20)
    ana.page.wait_for_timeout(700)  # the draft is kept
    ana.page.get_by_placeholder(BOX).press("Enter")
    expect(ana.page.locator(".message.pending")).to_contain_text("Not sent yet")
    ana.open("Peter Lund")
    expect(ana.page.locator(".message.pending")).to_have_count(0)
    ana.open("Camila Rojas")
    expect(ana.page.locator(".message.pending", has_text=text)).to_contain_text("Not sent yet")
    expect(ana.page.get_by_placeholder(BOX)).to_have_value("")
    available(ana.page)
    practice.wait_for(CAMILA, text)
    expect(ana.page.locator(".message.ours", has_text=text)).to_contain_text("Delivered")
    expect(ana.page.locator(".message.ours", has_text=text)).to_have_count(1)
    assert practice.received(CAMILA).count(text) == 1


def test_leaving_the_page_is_asked_about_and_keeps_what_waits_and_what_was_written_since(practice, desk):
    ana = desk("reception")
    practice.text(PETER, saying("A question"))
    ana.open("Peter Lund")
    waits, since = saying("It waits"), saying("Written since")
    unavailable(ana.page)
    ana.page.get_by_placeholder(BOX).fill(waits)
    ana.page.get_by_placeholder(BOX).press("Enter")
    expect(ana.page.locator(".message.pending")).to_contain_text("Not sent yet")
    ana.page.get_by_placeholder(BOX).press_sequentially(since)
    asked = []
    ana.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    ana.page.goto(re.sub(r"/inbox.*|/threads.*", "/schedule/", ana.page.url))
    ana.page.wait_for_timeout(700)  # what is kept as the page goes nobody sees go
    assert asked == ["beforeunload"]
    available(ana.page)
    ana.page.go_back()
    expect(ana.page.get_by_placeholder(BOX)).to_have_value(f"{waits}\n{since}")
    ana.open("Peter Lund")
    expect(ana.page.get_by_placeholder(BOX)).to_have_value(f"{waits}\n{since}")
    assert waits not in practice.received(PETER)
    ana.page.get_by_placeholder(BOX).fill("")
    ana.page.wait_for_timeout(700)


def test_words_typed_on_after_a_stop_are_no_commands(practice, desk):
    ana = desk("reception")
    practice.text(HUGO, "START")
    practice.text(HUGO, saying("Can we meet?"))
    ana.open("Hugo Martin")
    ana.page.get_by_placeholder(BOX).press_sequentially("Sure, we can", delay=20)
    practice.text(HUGO, "STOP")
    expect(ana.page.get_by_placeholder(BOX)).to_have_count(0)
    ana.page.keyboard.type(" do that and soon", delay=40)
    expect(ana.page.locator("dialog[open]")).to_have_count(0)
    expect(ana.page.locator("details[open]")).to_have_count(0)
    expect(ana.page.locator("#strip")).not_to_contain_text("Done")
    practice.text(HUGO, "START")
    expect(ana.page.get_by_placeholder(BOX)).to_have_value("Sure, we can")
    ana.page.get_by_placeholder(BOX).fill("")
    ana.page.wait_for_timeout(700)


def test_a_time_and_an_amount_are_found_as_words(practice, desk):
    ana = desk("reception")
    practice.text(CLARA, "Can we come at 3:45 instead, and is it $1,290?")
    for words, asked in (("3:45", "q=3%3A45$"), ("1,290", "q=1%2C290$"), ("Weiss, Clara", "q=Weiss%2C")):
        ana.page.locator("#search-words").fill(words)
        expect(ana.page.locator("#list")).to_have_attribute("data-query", re.compile(asked))
        expect(ana.row("Clara Weiss").first).to_be_visible()
