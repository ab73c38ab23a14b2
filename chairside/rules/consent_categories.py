"""What an automated text is for, and which consent the law wants for it (47 CFR 64.1200(a))."""

from enum import StrEnum


class Category(StrEnum):
    """What a text is for; the database keeps the value."""

    CARE = "care"
    BILLING = "billing"
    MARKETING = "marketing"


EVERYTHING = ""
"""In the ledger of consent: the line speaks of every text, as STOP and START do."""

NEEDS_CONSENT = frozenset({Category.BILLING, Category.MARKETING})
"""A text about care may leave unless the number has opted out; these need a Yes of their own on record."""
