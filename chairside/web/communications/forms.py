"""Which form sets up which kind of communication."""

from __future__ import annotations

from chairside.rules.communications.kinds import Kind
from chairside.web.communications.form import CommunicationForm
from chairside.web.communications.recare_form import RecareForm
from chairside.web.communications.statement_form import StatementForm
from chairside.web.communications.visit_form import VisitForm

SET_UP: dict[Kind, type[CommunicationForm]] = {
    Kind.APPOINTMENT: VisitForm,
    Kind.RECARE: RecareForm,
    Kind.STATEMENT: StatementForm,
}


def form_of(kind: Kind) -> type[CommunicationForm]:
    """Give the form of a kind that is set up on a page of its own."""
    return SET_UP[kind]
