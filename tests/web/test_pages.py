"""The pages: what the office sees, and what a bad request is told."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.models import Message, Thread
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ken(cast):
    return cast.person("Ken Ito", KEN)


@pytest.fixture
def desk(cast, as_user):
    return as_user(cast.ana)


def url(name, *parts):
    return reverse(name, args=[getattr(part, "pk", part) for part in parts])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def page_of(desk, cast, query=""):
    return text_of(desk.get(url("inbox", cast.downtown) + query))


class TestTheInbox:
    def test_an_empty_one_teaches(self, cast, desk):
        assert "Press n to text a patient" in page_of(desk, cast)

    def test_the_menu_marks_the_page_that_is_open_and_no_other(self, cast, desk, ken):
        inbox, tasks = url("inbox", cast.downtown), url("tasks", cast.downtown)
        thread = cast.thread(ken)
        for address, marked in ((inbox, inbox), (tasks, tasks), (url("thread", cast.downtown, thread), None)):
            page = text_of(desk.get(address))
            home = page[page.index("<summary>Home") : page.index("Location:")]
            here = re.findall(r'<a href="([^"]+)" aria-current="page"', home)
            assert here == ([marked] if marked else []), address
            assert f'<a href="{inbox}"' in home

    def test_a_row_says_who_for_whom_and_what(self, cast, desk):
        mother = cast.person("Marisol Vega", "+13125550101")
        cast.person("Leo Vega", contact=mother)
        cast.person("Mia Vega", contact=mother)
        receive(knock("+13125550101", "Can we come at 3:30?"))
        page = page_of(desk, cast)
        assert "Marisol Vega" in page
        assert "for Leo and Mia Vega" in page
        assert "Can we come at 3:30?" in page
        assert 'data-unread="1"' in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?view=unread", True), ("?view=to-answer", False), ("?view=undeliverable", False), ("?view=nonsense", True),
            ("?q=ito", True), ("?q=K%C3%89N", True), ("?q=0121", True), ("?q=%28312%29", True), ("?q=parking", True),
            ("?q=PARKI", True), ("?q=dinosaur", False), ("?q=9999", False), ("?q=%00", True), ("?q='", False),
            ("?when=last-month", False), ("?when=range&first=2020-01-01&last=2020-01-02", False),
            ("?when=range&first=2026-11-23&last=2026-11-23", True), ("?when=range&first=rubbish", True),
            ("?when=range&last=9999-12-31", True), ("?after=rubbish", True), ("?after=2020-01-01T00:00:00+00:00_x", True),
        ],
    )  # fmt: skip
    def test_views_dates_and_search(self, cast, desk, ken, query, found):
        receive(knock(KEN, "Is parking free?"))
        assert (f"row-{Thread.objects.get().pk}" in page_of(desk, cast, query)) is found

    def test_the_words_of_another_location_are_not_found_here(self, cast, desk, ken):
        receive(knock(KEN, "dinosaur", to="+16025550191"), knock(KEN, "hello"))
        assert "row-" not in page_of(desk, cast, "?q=dinosaur")

    def test_older_rows_follow_page_by_page(self, cast, desk):
        for place in range(60):
            cast.person(f"Person {place}", f"+131255501{place:02}")
            receive(knock(f"+131255501{place:02}"), now=NOW + timedelta(minutes=place))
        import re

        page = page_of(desk, cast)
        following = re.search(r'hx-get="([^"]*after=[^"]*)"', page)[1].replace("&amp;", "&")
        rows = text_of(desk.get(following))
        assert page.count('<li id="row-') == 50
        assert rows.count('<li id="row-') == 10
        assert "after=" not in rows

    def test_it_asks_the_database_as_much_for_fifty_rows_as_for_one(self, cast, desk, django_assert_max_num_queries):
        for place in range(50):
            cast.person(f"Person {place}", f"+131255501{place:02}")
            receive(knock(f"+131255501{place:02}"))
        with django_assert_max_num_queries(16):
            page_of(desk, cast)

    def test_a_live_screen_gets_the_rows_that_changed_and_those_that_left(self, cast, desk, ken):
        receive(knock(KEN))
        thread = Thread.objects.get()
        gone = text_of(desk.get(url("changes", cast.downtown) + f"?view=to-answer&thread={thread.pk}&thread=rubbish"))
        assert f'data-gone="{thread.pk}"' in gone
        assert f'id="row-{thread.pk}"' in text_of(desk.get(url("changes", cast.downtown) + f"?thread={thread.pk}"))


class TestTheThread:
    def test_words_of_a_patient_are_never_markup(self, cast, desk, ken):
        receive(knock(KEN, "<script>alert(1)</script>"))
        page = text_of(desk.get(url("thread", cast.downtown, Thread.objects.get())))
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_whoever_may_only_read_is_told_why(self, cast, as_user, ken):
        receive(knock(KEN))
        page = text_of(as_user(cast.ines).get(url("thread", cast.downtown, Thread.objects.get())))
        assert 'data-reason="no_right"' in page
        assert "composer-body" not in page

    def test_the_information_box_links_to_the_new_contact(self, cast, desk):
        vera = cast.person("Vera Novak", "+13125550144", status="non_patient")
        petr = cast.person("Petr Novak", "+13125550145")
        mila = cast.person("Mila Novak", contact=vera)
        receive(knock("+13125550144"))
        change_primary_contact(mila, petr, by=cast.ana, now=NOW)
        page = text_of(desk.get(url("thread", cast.downtown, Thread.objects.get())))
        assert "Mila Novak's primary contact changed on Monday, November 23." in page
        assert f'<a href="{url("contact", cast.downtown, petr)}" data-contact="{petr.pk}">Petr Novak</a>' in page
        assert "composer-body" not in page
        opened = desk.get(url("contact", cast.downtown, petr), follow=True)
        assert "composer-body" in text_of(opened)

    def test_sharing_a_number_is_told(self, cast, desk, ken):
        cast.person("Yumi Ito", KEN)
        receive(knock(KEN))
        page = text_of(desk.get(url("thread", cast.downtown, Thread.objects.get())))
        assert "1 more person shares this number" in page

    def test_earlier_texts_follow(self, cast, desk, ken):
        receive(*(knock(KEN, f"text number {place}.") for place in range(60)))
        thread = Thread.objects.get()
        page = text_of(desk.get(url("thread", cast.downtown, thread)))
        assert "text number 9." not in page
        oldest = Message.objects.order_by("id")[10]
        earlier = text_of(desk.get(url("messages", cast.downtown, thread) + f"?before={oldest.pk}"))
        assert "text number 9." in earlier

    def test_its_whole_present_state(self, cast, desk, ken):
        receive(knock(KEN))
        parts = text_of(desk.get(url("messages", cast.downtown, Thread.objects.get()) + "?whole=1"))
        assert all(f'data-part="{part}"' in parts for part in ("log", "foot", "card", "state"))


class TestSending:
    @pytest.fixture
    def place(self, cast, ken):
        receive(knock(KEN))
        return url("messages", cast.downtown, Thread.objects.get())

    def test_a_text_is_drawn_as_it_will_stay(self, desk, place):
        answer = desk.post(place, {"body": "Hello", "client_id": uuid4()})
        assert answer.status_code == 200
        assert "Hello" in text_of(answer)
        assert "Queued" in text_of(answer)

    @pytest.mark.parametrize(
        ("body", "status", "told"),
        [("", 422, "nothing to send"), ("a" * 1601, 422, "1600 is the most"), ("x", 200, "x")],
    )
    def test_an_unfit_text_is_told(self, desk, place, body, status, told):
        answer = desk.post(place, {"body": body, "client_id": uuid4()})
        assert (answer.status_code, told in text_of(answer)) == (status, True)

    def test_without_a_client_id_nothing_is_sent(self, desk, place):
        assert desk.post(place, {"body": "x", "client_id": "no"}).status_code == 400

    def test_the_same_client_id_with_another_body_is_a_conflict(self, desk, place):
        client_id = uuid4()
        desk.post(place, {"body": "one", "client_id": client_id})
        assert desk.post(place, {"body": "two", "client_id": client_id}).status_code == 409

    def test_an_answer_meanwhile_is_shown(self, cast, desk, place, as_user):
        seen = Message.objects.get().pk
        as_user(cast.ben).post(place, {"body": "Ben was quicker", "client_id": uuid4(), "seen": seen})
        answer = desk.post(place, {"body": "mine", "client_id": uuid4(), "seen": seen})
        assert (answer.status_code, "Ben was quicker" in text_of(answer)) == (409, True)

    def test_refused_with_every_reason(self, desk, place):
        receive(knock(KEN, "STOP"))
        answer = desk.post(place, {"body": "mine", "client_id": uuid4()})
        assert (answer.status_code, 'data-reason="opted_out"' in text_of(answer)) == (403, True)

    def test_a_request_from_another_site_is_not_believed(self, cast, place):
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.ana, backend="chairside.web.accounts.PracticeSignIn")
        assert client.post(place, {"body": "x", "client_id": uuid4()}).status_code == 403
        assert Message.objects.filter(direction="out").count() == 0

    def test_a_failed_text_offers_to_be_sent_again(self, cast, desk, place):
        desk.post(place, {"body": "Hello", "client_id": uuid4()})
        Message.objects.filter(direction="out").update(status="failed", error_code=30005)
        page = text_of(desk.get(place))
        assert "The number is unknown or no longer in use." in page
        message = Message.objects.get(direction="out")
        assert desk.post(url("again", cast.downtown, message.thread, message)).status_code == 200
        assert Message.objects.filter(direction="out").count() == 2


class TestSmallThings:
    def test_reading_and_unreading(self, cast, desk, ken):
        receive(knock(KEN))
        place = url("reading", cast.downtown, Thread.objects.get())
        assert desk.put(place).status_code == 204
        assert Thread.objects.get().unread == 0
        assert desk.delete(place).status_code == 204
        assert Thread.objects.get().unread == 1

    def test_a_draft_stands_in_the_composer_again(self, cast, desk, ken):
        thread = cast.thread(ken)
        place = url("draft", cast.downtown, thread)
        desk.put(place, "body=half+a+t%C3%A9xt", content_type="application/x-www-form-urlencoded")
        assert "half a téxt</textarea>" in text_of(desk.get(url("thread", cast.downtown, thread)))

    def test_how_enter_works_is_the_users_choice(self, cast, desk):
        desk.post(url("writing"), {"enter_sends": "no"})
        cast.ana.refresh_from_db()
        assert not cast.ana.enter_sends

    @pytest.mark.parametrize(
        ("words", "found"), [("vega", 2), ("leo", 1), ("0101", 1), ("x", 0), ("nobody", 0), ("", 0)]
    )
    def test_the_finder_leads_to_the_primary_contact(self, cast, desk, words, found):
        mother = cast.person("Marisol Vega", "+13125550101")
        cast.person("Leo Vega", contact=mother)
        page = text_of(desk.get(url("patients", cast.downtown), {"q": words}))
        assert page.count(f'data-contact-only="{mother.pk}"') == found

    def test_a_contact_without_a_number_is_explained(self, cast, desk):
        page = text_of(desk.get(url("contact", cast.downtown, cast.person("Edith Moss"))))
        assert "Edith Moss has no mobile number." in page

    def test_the_emoji_have_names_in_two_languages(self, desk):
        listed = desk.get(url("emojis", "2")).json()
        assert ["🦷", "tooth", "diente"] in listed
        assert len(listed) > 1500

    def test_every_answer_has_a_strict_policy(self, cast, desk):
        policy = desk.get(url("inbox", cast.downtown))["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy

    def test_home_goes_where_the_user_was_last(self, cast, as_user):
        client = as_user(cast.ben)
        client.get(url("inbox", cast.lakeside))
        assert client.get("/")["Location"] == url("inbox", cast.lakeside)

    def test_an_address_that_is_none_says_so_kindly(self, desk):
        answer = desk.get("/locations/x/")
        assert answer.status_code == 404
        assert "Back to the inbox" in text_of(answer)


class TestSigningIn:
    def test_with_the_right_password(self, cast):
        answer = Client().post("/sign-in/", {"login": "ANA", "password": "a password for tests"})
        assert (answer.status_code, answer["Location"]) == (302, "/")

    def test_a_wrong_one_says_nothing_about_which(self, cast):
        wrong = text_of(Client().post("/sign-in/", {"login": "ana", "password": "x"}))
        nobody = text_of(Client().post("/sign-in/", {"login": "nobody", "password": "x"}))
        assert 'role="alert"' in wrong
        assert wrong.replace("ana", "") == nobody.replace("nobody", "") or "not correct" in nobody

    def test_a_crowd_is_asked_to_wait_on_a_page_of_ours(self, cast, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
        knocks = [Client().post("/sign-in/", {"login": "ana", "password": "x"}) for _ in range(3)]
        cache.clear()
        assert [one.status_code for one in knocks] == [200, 200, 429]
        assert "Wait a minute" in text_of(knocks[-1])

    def test_nobody_can_sign_up(self, cast):
        assert Client().get("/sign-up/").status_code == 302
