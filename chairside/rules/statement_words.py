"""What a guarantor reads on the page and the paper of a statement, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chairside.rules.communications.templates import ENGLISH, MONTHS, SPANISH


@dataclass(frozen=True, slots=True)
class StatementWords:
    """The words of one language."""

    title: str
    who: str
    first_name: str
    last_name: str
    birth_date: str
    show: str
    private: str
    closed_title: str
    closed: str
    call: str
    again: str
    prepared_for: str
    dated: str
    amount_due: str
    on: str
    patient: str
    what: str
    amount: str
    download: str
    questions: str
    by_phone: str
    email_subject: str


IN_LANGUAGE: Mapping[str, StatementWords] = {
    ENGLISH: StatementWords(
        title="Your statement",
        who="So that nobody else reads it, tell us who you are: the person to whom we sent the message.",
        first_name="First name",
        last_name="Last name",
        birth_date="Birth date",
        show="Show the statement",
        private="Close this page when you have read it, above all on a device that others use.",
        closed_title="This does not open a statement",
        closed="Perhaps the name or the birth date is not as your dental office has it on record, perhaps the link has "
        "ended: it works for 30 days, and stops for a while after several wrong answers.",
        call="Please call your dental office. Its phone number stands in the message that brought you here.",
        again="Try again",
        prepared_for="For",
        dated="Date",
        amount_due="Amount due",
        on="Date",
        patient="Patient",
        what="For what",
        amount="Amount",
        download="Download as PDF",
        questions="Questions about this statement?",
        by_phone="Call us at",
        email_subject="Your statement from %(location)s",
    ),
    SPANISH: StatementWords(
        title="Su estado de cuenta",
        who="Para que nadie más lo lea, díganos quién es usted: la persona a quien enviamos el mensaje.",
        first_name="Nombre",
        last_name="Apellido",
        birth_date="Fecha de nacimiento",
        show="Mostrar el estado de cuenta",
        private="Cierre esta página cuando la haya leído, sobre todo en un dispositivo que usan otras personas.",
        closed_title="Esto no abre ningún estado de cuenta",
        closed="Quizá el nombre o la fecha de nacimiento no son los que tiene su consultorio dental, o quizá el "
        "enlace ya terminó: funciona 30 días, y se detiene un rato después de varias respuestas equivocadas.",
        call="Llame a su consultorio dental. El teléfono está en el mensaje que le trajo aquí.",
        again="Intentar de nuevo",
        prepared_for="Para",
        dated="Fecha",
        amount_due="Total a pagar",
        on="Fecha",
        patient="Paciente",
        what="Concepto",
        amount="Importe",
        download="Descargar en PDF",
        questions="¿Preguntas sobre este estado de cuenta?",
        by_phone="Llámenos al",
        email_subject="Su estado de cuenta de %(location)s",
    ),
}


def written_date(day: date, language: str) -> str:
    """Write a date as the language does: Nov 2, 2026; 2 nov 2026."""
    month = MONTHS[language][day.month - 1]
    return f"{day.day} {month} {day.year}" if language == SPANISH else f"{month} {day.day}, {day.year}"
