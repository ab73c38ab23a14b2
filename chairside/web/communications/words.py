"""Triggers, units and reasons as people read them."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop, ngettext

from chairside.models import Communication
from chairside.rules.communications.kinds import Kind, State, Trigger, Unit

KINDS = {
    Kind.APPOINTMENT: gettext_noop("Appointment"),
    Kind.RECARE: gettext_noop("Recare"),
    Kind.STATEMENT: gettext_noop("eStatement"),
    Kind.CAMPAIGN: gettext_noop("Campaign"),
}

STATES = {
    State.WAITING: gettext_noop("Waiting"),
    State.SENT: gettext_noop("Sent"),
    State.SKIPPED: gettext_noop("Skipped"),
}

STATE_ICONS = {State.WAITING: "clock", State.SENT: "check", State.SKIPPED: "circle-slash"}

UNITS = {
    Unit.MINUTES: gettext_noop("minutes"),
    Unit.HOURS: gettext_noop("hours"),
    Unit.DAYS: gettext_noop("days"),
    Unit.WEEKS: gettext_noop("weeks"),
    Unit.MONTHS: gettext_noop("months"),
}

TRIGGERS = {
    Trigger.SCHEDULED: gettext_noop("when a visit is booked"),
    Trigger.CONFIRMED: gettext_noop("when a visit is confirmed"),
    Trigger.BEFORE: gettext_noop("some time before a visit"),
}


DUE_TRIGGERS = {
    Trigger.BEFORE: gettext_noop("before the due date"),
    Trigger.AFTER: gettext_noop("after the due date"),
}


BEFORE_OR_AFTER = {Trigger.BEFORE: gettext_noop("before"), Trigger.AFTER: gettext_noop("after")}


WAYS = {
    False: gettext_noop("by text, by email where no text can go"),
    True: gettext_noop("by email, by text where there is no address"),
}
"""The order in which a statement tries to reach its guarantor, by whether email is first."""


def when_words(communication: Communication) -> str:
    """Say when it texts."""
    if communication.kind == Kind.RECARE:
        return _about_due_date(communication)
    if communication.kind == Kind.STATEMENT:
        return gettext(WAYS[communication.email_first])
    if communication.trigger != Trigger.BEFORE:
        return gettext(TRIGGERS[Trigger(communication.trigger)])
    amount = communication.amount
    return {
        Unit.MINUTES: ngettext("%(num)s minute before a visit", "%(num)s minutes before a visit", amount),
        Unit.HOURS: ngettext("%(num)s hour before a visit", "%(num)s hours before a visit", amount),
        Unit.DAYS: ngettext("%(num)s day before a visit", "%(num)s days before a visit", amount),
        Unit.WEEKS: ngettext("%(num)s week before a visit", "%(num)s weeks before a visit", amount),
        Unit.MONTHS: ngettext("%(num)s month before a visit", "%(num)s months before a visit", amount),
    }[Unit(communication.unit)] % {"num": amount}


def length_words(amount: int, unit: Unit) -> str:
    """Write a length of the calendar."""
    return {
        Unit.DAYS: ngettext("%(num)s day", "%(num)s days", amount),
        Unit.WEEKS: ngettext("%(num)s week", "%(num)s weeks", amount),
        Unit.MONTHS: ngettext("%(num)s month", "%(num)s months", amount),
    }[unit] % {"num": amount}


def _about_due_date(communication: Communication) -> str:
    first = gettext("on the due date")
    if communication.amount:
        when = gettext(DUE_TRIGGERS[Trigger(communication.trigger)])
        first = f"{length_words(communication.amount, Unit(communication.unit))} {when}"
    if not communication.repeat_most:
        return first
    again = {
        "every": length_words(communication.repeat_amount, Unit(communication.repeat_unit)),
        "most": ngettext("%(num)s time", "%(num)s times", communication.repeat_most)
        % {"num": communication.repeat_most},
    }
    return gettext("%(first)s, then every %(every)s, at most %(most)s more") % {"first": first, **again}
