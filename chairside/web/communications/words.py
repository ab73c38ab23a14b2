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


def when_words(communication: Communication) -> str:
    """Say when it texts."""
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
