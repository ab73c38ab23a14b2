"""Phone numbers as people write them, as the database keeps them (E.164), and whether they can be texted."""

from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

HOME_REGION = "US"

# libphonenumber knows no subscriber behind NPA-555-01XX; the numbering plan keeps that block for
# fiction, and demos and tests must be able to text it without ever reaching a stranger.
FICTION_PREFIX = "55501"

FIXED_LINES = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE})


class NumberState(StrEnum):
    """Whether a number can be texted, and if not, why."""

    MOBILE = "mobile"
    MISSING = "missing"
    INVALID = "invalid"
    LANDLINE = "landline"
    UNFIT = "unfit"


def to_e164(written: str, region: str = HOME_REGION) -> str | None:
    """Give the number as +, country and digits; None when it is no possible number at all."""
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def state_of(e164: str | None, *, landline: bool = False, unfit: bool = False) -> NumberState:
    """Judge a number; `landline` and `unfit` are what the carrier said of it since."""
    if not e164:
        return NumberState.MISSING
    if landline:
        return NumberState.LANDLINE
    if unfit:
        return NumberState.UNFIT
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return NumberState.INVALID
    # the kind of a number that is not valid is unknown, so one look answers both questions
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN and not is_fiction(number):
        return NumberState.INVALID
    return NumberState.LANDLINE if kind in FIXED_LINES else NumberState.MOBILE


def is_fiction(number: phonenumbers.PhoneNumber) -> bool:
    """Whether the number lies in the block NPA-555-0100 to 0199 of an area code that exists."""
    national = str(number.national_number)
    if number.country_code != 1 or len(national) != 10 or national[3:8] != FICTION_PREFIX:
        return False
    # any ordinary exchange of the area code tells whether the area code itself exists
    neighbour = phonenumbers.PhoneNumber(country_code=1, national_number=int(national[:3] + "2530123"))
    return phonenumbers.is_valid_number(neighbour)


def as_written_here(e164: str) -> str:
    """Write a number as people of this country do: (312) 555-0142; foreign ones with their country."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    home = phonenumbers.country_code_for_region(HOME_REGION)
    style = PhoneNumberFormat.NATIONAL if number.country_code == home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
