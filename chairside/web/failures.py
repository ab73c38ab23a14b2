"""Why texts failed, counted: the carrier's code in words, or our own sentence without names."""

from collections import defaultdict

from django.utils.translation import gettext

from chairside.rules.carrier_errors import explain
from chairside.web.drawing import in_words


def failure_in_words(code: int | None, sentence: str) -> str:
    """Say a reason for which many texts failed."""
    if code is not None:
        return f"{in_words(explain(code).sentence)} ({code})"
    if not sentence:
        return gettext("No reason was given.")
    anybody: dict[str, str] = defaultdict(lambda: "…", contact=gettext("The contact"), location=gettext("The location"))
    return gettext(sentence) % anybody
