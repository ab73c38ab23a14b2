"""The template environment: Jinja2 with macros, Django's addresses, translations and icons."""

from collections.abc import Hashable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from jinja2 import Environment, StrictUndefined
from lucide.jinja import lucide
from markupsafe import Markup

from chairside.rules.phones import as_written_here
from chairside.rules.wording import Words
from chairside.web.languages import once_in_each_language
from chairside.web.secrets import without_secrets


def environment(**options: Any) -> Environment:
    """Make the environment for Django's template engine."""
    options["undefined"] = StrictUndefined
    env = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 - Django sets autoescape
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        url=url,
        static=static,
        icon=icon,
        is_demo=settings.DEMO,
        language=translation.get_language,
        drawn=drawn,
    )
    env.filters.update(
        without_secrets=without_secrets,
        words=in_words,
        phone=as_written_here,
        clock=clock,
        day=day,
        short_date=short_date,
    )
    return env


def drawn(name: str, **values: Hashable) -> Markup:
    """Draw a piece that shows nothing but plain values; the same values are drawn once."""
    return _drawn(name, tuple(values.items()))


@once_in_each_language(1_000)
def _drawn(name: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
    return drawn_anew(name, **dict(values))


def drawn_anew(name: str, **values: object) -> Markup:
    """Draw a piece, whether or not it was drawn before."""
    return Markup(get_template(name, using="jinja2").render(values))  # noqa: S704 - a template, which escapes


# a page says a hundred things, and the next page nearly the same ones
@once_in_each_language(20_000)
def _gettext(text: str) -> str:
    return translation.gettext(text)


@cache
def icon(name: str) -> Markup:
    """Draw an icon; it is ornament only, the name for people stands beside it."""
    return Markup(lucide(name, size=20, stroke_width="1.75", aria_hidden="true"))  # noqa: S704 - a packaged file


def in_words(words: Words) -> str:
    """Say a rule's sentence in the reader's language."""
    translated = translation.gettext(words.text)
    return translated % words.values if words.values else translated


def clock(moment: datetime) -> str:
    """Write the time of day as people here do; the moment is local already."""
    return _clock(moment.replace(tzinfo=None))


@once_in_each_language(20_000)
def _clock(moment: datetime) -> str:
    return date_format(moment, translation.pgettext("time of day", "g:i A"))


def day(moment: date) -> str:
    """Write the day with its weekday, without the year."""
    return date_format(moment, translation.pgettext("day with weekday", "l, F j"))


def short_date(moment: date) -> str:
    """Write the date as forms and lists do."""
    return date_format(moment, translation.pgettext("short date with year", "M j, Y"))


def url(name: str, *parts: object) -> str:
    """Give the address of a page."""
    return _address(name, *map(str, parts))


# a page names a hundred addresses, and the next page nearly the same ones
@lru_cache(20_000)
def _address(name: str, *parts: str) -> str:
    return reverse(name, args=parts)
