"""Home > Reports > Patient Communications: charts with their tables, for whom the locations are open."""

import base64
import hashlib
import re

import pytest
from django.urls import reverse

from chairside.models import Message, TextNumber, User
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at_now")]
CHARTS = ("texts", "locations", "failures", "replies")


@pytest.fixture
def report(cast):
    for place, numbers in ((cast.downtown, 3), (cast.lakeside, 2)):
        thread = cast.thread(cast.person(f"Ken {place.name}", "+13125550121"), place)
        for status in ("delivered", "failed", "delivered")[:numbers]:
            Message.objects.create(
                organization=cast.cedar, location=place, thread=thread, direction="out", body="Hi", at=NOW,
                status=status, status_at=NOW, sent_by=cast.ana, error_code=30003 if status == "failed" else None,
            )  # fmt: skip
    Message.objects.create(
        organization=cast.cedar, location=cast.downtown, thread=thread, direction="in", body="Hi", at=NOW,
        meaning="ordinary", status="received", status_at=NOW,
    )  # fmt: skip
    return reverse("communications_report", args=[cast.downtown.pk])


def words(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_location_or_all_that_are_open(cast, as_user, report):
    client = as_user(cast.ben)
    assert "All days 2 2 0 1 0" in words(client.get(report))
    everywhere = words(client.get(report, {"place": "all"}))
    assert "All days 3 3 0 2 0" in everywhere
    assert "Lakeside 1 1 0 1 0" in everywhere


def test_no_figure_of_a_location_that_is_not_open(cast, as_user, report):
    page = words(as_user(cast.ana).get(report, {"place": "all"}))
    assert "All days 2 2 0 1 0" in page
    assert "Lakeside" not in page
    assert "All days 2 2 0 1 0" in words(as_user(cast.ana).get(report, {"place": str(cast.lakeside.pk)}))


def test_the_daily_limit_and_who_waits(cast, as_user, report):
    TextNumber.objects.filter(location=cast.downtown).update(
        segments_per_day=200, counted_on="2026-11-23", segments_counted=50
    )
    page = words(as_user(cast.ben).get(report))
    assert "Downtown 50 200 25 %" in page
    assert "Every conversation is answered." in page


def test_a_count_of_yesterday_is_over(cast, as_user, report):
    TextNumber.objects.filter(location=cast.downtown).update(
        segments_per_day=200, counted_on="2026-11-22", segments_counted=50
    )
    assert "Downtown 0 200 0 %" in words(as_user(cast.ben).get(report))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", CHARTS)
def test_charts_hold_no_script_and_only_the_sheet_that_their_policy_names(cast, as_user, report, name, theme):
    answer = as_user(cast.ben).get(f"{report}{name}.svg", {"place": "all", "theme": theme})
    drawn = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert "<script" not in drawn
    assert "style=" not in drawn
    [sheet] = re.findall(r"<style[^>]*>(.*?)</style>", drawn, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.replace("&gt;", ">").encode()).digest()).decode()
    assert answer["Content-Security-Policy"] == f"default-src 'none'; style-src 'sha256-{digest}'"


def test_other_themes_and_charts_are_not_found(cast, as_user, report):
    client = as_user(cast.ben)
    assert client.get(f"{report}texts.svg", {"theme": "pink"}).status_code == 404
    assert client.get(f"{report}secrets.svg").status_code == 404


@pytest.mark.parametrize(
    "given",
    [{"first": "2026-02-30"}, {"first": "9999-12-31"}, {"first": "2000-01-01"}, {"place": "x"}, {"which": "\0"}],
)
def test_whatever_stands_in_the_address_it_is_answered(cast, as_user, report, given):
    client = as_user(cast.ben)
    assert client.get(report, given).status_code == 200
    for name in CHARTS:
        assert client.get(f"{report}{name}.svg", given).status_code == 200


def test_without_any_text_it_says_so(cast, as_user):
    page = words(as_user(cast.ben).get(reverse("communications_report", args=[cast.downtown.pk])))
    assert "No text failed in these days." in page
    assert "No patient asked anything in these days." in page


def test_behind_the_right_to_review(cast, as_user, report):
    assert User.objects.get(pk=cast.ines.pk).user_roles.filter(location=cast.downtown).exists()
    assert as_user(cast.ines).get(report).status_code == 404
