"""An address that only takes forms, opened by hand."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_it_is_told_in_words_and_by_its_methods(cast, as_user):
    address = reverse("text_number_pause", args=[cast.downtown.pk])
    answer = as_user(cast.ben).get(address, headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "only takes what a form sends" in answer.content.decode()


def test_a_script_gets_the_bare_refusal(cast, as_user):
    address = reverse("text_number_pause", args=[cast.downtown.pk])
    answer = as_user(cast.ben).get(address, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (405, b"")
