"""A statement on paper: one PDF of as many pages as its lines need."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from chairside.models import Location, Statement
from chairside.rules.statement_words import IN_LANGUAGE, StatementWords
from chairside.web.statements.drawn import Drawn, drawn

PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=10, leading=14)
BOLD = ParagraphStyle("bold", PLAIN, fontName="Helvetica-Bold")
SOFT = ParagraphStyle("soft", PLAIN, fontSize=9, textColor=colors.HexColor("#5c5852"))
HEAD = ParagraphStyle("head", PLAIN, fontName="Helvetica-Bold", fontSize=20, leading=26)
RIGHT = ParagraphStyle("right", PLAIN, alignment=TA_RIGHT)
SUM = ParagraphStyle("sum", BOLD, fontSize=12, alignment=TA_RIGHT)
HAIRLINE = colors.HexColor("#d9d4cb")
WIDTHS = (1.0 * inch, 1.5 * inch, 3.1 * inch, 1.1 * inch)


def pdf_of(statement: Statement, language: str, phone: str) -> bytes:
    """Give the file; it tells a reader program nothing of the patient but what is on the page."""
    words, shown = IN_LANGUAGE[language], drawn(statement, language)
    paper = BytesIO()
    document = SimpleDocTemplate(
        paper, pagesize=LETTER, leftMargin=0.9 * inch, rightMargin=0.9 * inch, topMargin=0.9 * inch,
        bottomMargin=0.8 * inch, title=words.title, author=_printable(statement.location.name), lang=language,
    )  # fmt: skip
    document.build(
        [
            *_office(statement.location, phone),
            Paragraph(words.title, HEAD),
            Spacer(1, 6),
            Paragraph(f"{words.prepared_for}: {_text(shown.name)}", PLAIN),
            Paragraph(f"{words.dated}: {shown.dated}", PLAIN),
            Spacer(1, 18),
            _lines(words, shown),
            Spacer(1, 24),
            Paragraph(f"{words.questions} {_call(words, phone)}", SOFT),
        ]
    )
    return paper.getvalue()


def _office(location: Location, phone: str) -> Sequence[Paragraph | Spacer]:
    town = " ".join(part for part in (location.city, location.region, location.postal_code) if part)
    told = [location.organization.name, location.name, location.street, town, phone]
    first, *rest = [one for one in told if one]
    return [Paragraph(_text(first), BOLD), *(Paragraph(_text(one), SOFT) for one in rest), Spacer(1, 30)]


def _lines(words: StatementWords, shown: Drawn) -> Table:
    rows = [
        [Paragraph(head, SOFT) for head in (words.on, words.patient, words.what)] + [Paragraph(words.amount, RIGHT)]
    ]
    rows += [
        [Paragraph(_text(part), PLAIN) for part in (one.on, one.patient, one.what)] + [Paragraph(one.amount, RIGHT)]
        for one in shown.lines
    ]
    rows.append(["", "", Paragraph(words.amount_due, SUM), Paragraph(shown.amount, SUM)])
    return Table(rows, colWidths=WIDTHS, repeatRows=1, style=[
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -3), 0.5, HAIRLINE),
        ("LINEBELOW", (0, -2), (-1, -2), 1, colors.black),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, -1), (-1, -1), 9),
    ])  # fmt: skip


def _call(words: StatementWords, phone: str) -> str:
    return f"{words.by_phone} {phone}." if phone else ""


def _text(words: str) -> str:
    return escape(_printable(words))


def _printable(words: str) -> str:
    """The letters that every PDF reader has (Windows-1252); of others their plain form, as near as it comes."""
    return "".join(_letter(one) for one in words)


def _letter(letter: str) -> str:
    if _has(letter):
        return letter
    plain = "".join(one for one in unicodedata.normalize("NFKD", letter) if _has(one))
    return plain or ("" if unicodedata.combining(letter) else "?")


def _has(letter: str) -> bool:
    try:
        return bool(letter.encode("cp1252"))
    except UnicodeEncodeError:
        return False
