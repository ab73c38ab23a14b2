"""Fields in texts kept ready: words in braces that are filled for the one it goes to."""

import re
from collections.abc import Mapping

FIELDS = ("first_name", "patients", "location", "phone", "date", "time")
"""The names that may stand in braces; what each means is told on the page of the quick replies."""

FIELD = re.compile(r"\{([^{}\n]*)\}")


def unknown_fields(text: str) -> list[str]:
    """Give the words in braces that are no field, each once, in order."""
    return [name for name in dict.fromkeys(FIELD.findall(text)) if name not in FIELDS]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in; a field without one stays as it is, for a person to see."""
    return FIELD.sub(lambda found: values.get(found[1]) or found[0], text)


def unfilled(text: str) -> list[str]:
    """Give the fields that still stand in a text, each once; other words in braces are just words."""
    return [name for name in dict.fromkeys(FIELD.findall(text)) if name in FIELDS]
