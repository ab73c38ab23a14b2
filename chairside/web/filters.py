"""How a user has narrowed the inbox: view, dates, search; read from the address, never refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, Subquery
from django.http import QueryDict

from chairside.models import Location, Message, Patient, Thread, User, View
from chairside.models.message import WordsQuery
from chairside.models.patient import SPOKEN_FOR
from chairside.models.thread import ThreadQuerySet
from chairside.rules.date_ranges import When, span
from chairside.web.days import day_of
from chairside.web.looking_up import typed

FEWEST_DIGITS = 3
FEWEST_SIGNS = 3  # of a word that the index of parts of names can find


@dataclass(frozen=True, slots=True)
class Filters:
    """The narrowing of an inbox, as its address says it."""

    view: View = View.ALL
    when: When = When.ANY
    first: date | None = None
    last: date | None = None
    words: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """Read an address's query; what makes no sense is as if it were not there."""
        first, last = day_of(query.get("first")), day_of(query.get("last"))
        when = _one_of(When, query.get("when"), When.ANY)
        if when is When.RANGE and not (first or last):
            when = When.ANY
        return cls(
            view=_one_of(View, query.get("view"), View.ALL),
            when=when,
            first=first if when is When.RANGE else None,
            last=last if when is When.RANGE else None,
            words=typed(query.get("q")),
        )

    def address(self, **changed: object) -> str:
        """Write the query of an address, with some parts changed; empty without any narrowing."""
        values: dict[str, object] = {
            "view": self.view if self.view is not View.ALL else "",
            "when": self.when if self.when is not When.ANY else "",
            "first": self.first or "",
            "last": self.last or "",
            "q": self.words,
            **changed,
        }
        kept = {name: value for name, value in values.items() if value and value not in {"all", "any"}}
        return f"?{urlencode(kept)}" if kept else ""

    def apply(self, location: Location, user: User, now: datetime) -> ThreadQuerySet:
        """Give the location's threads that remain for this user, newest first."""
        threads = Thread.objects.filter(location=location).in_view(self.view, user)
        today = location.clock(now).date()
        stretch = span(self.when, today, location.zone, first=self.first, last=self.last)
        if stretch.start:
            threads = threads.filter(last_at__gte=stretch.start)
        if stretch.end:
            threads = threads.filter(last_at__lt=stretch.end)
        if self.words:
            threads = _that_match(threads, location, self.words)
        return threads.newest_first()


def _that_match(threads: ThreadQuerySet, location: Location, words: str) -> ThreadQuerySet:
    digits = "".join(sign for sign in words if sign.isdigit())
    said = Message.objects.filter(lexemes__holds=WordsQuery(location.pk, words)).values("thread_id")
    if len(digits) >= FEWEST_DIGITS and not any(sign.isalpha() for sign in words):
        # a number, or a time, a date or an amount that somebody wrote
        having = Thread.objects.filter(location=location, number__contains=digits)
        return threads.filter(Q(id__in=having.values("id")) | Q(id__in=said))
    return _named(threads, location, words).filter(Q(is_named=True) | Q(id__in=said))


def _named(threads: ThreadQuerySet, location: Location, words: str) -> ThreadQuerySet:
    """Mark the threads whose contact, or somebody for whom they speak, has this name."""
    people = Patient.objects.filter(organization_id=location.organization_id).named(words)
    if max(map(len, words.split()), default=0) >= FEWEST_SIGNS:
        return threads.alias(is_named=Q(contact_id__in=people.and_their_contacts()))
    # too short for the index of parts: then the location's own threads are asked one by one, newest first
    mine = people.filter(Q(pk=OuterRef("contact_id")) | SPOKEN_FOR & Q(primary_contact_id=OuterRef("contact_id")))
    return threads.alias(one=Subquery(mine.values("pk")[:1]), is_named=Q(one__isnull=False))


def _one_of[Word: (View, When)](words: type[Word], given: str | None, default: Word) -> Word:
    try:
        return words(given or "")
    except ValueError:
        return default
