"""How many messages a text will be: the counting of 3GPP TS 23.038 and 23.040, as carriers bill it.

A text of letters in the GSM alphabet counts septets: 160 in one message, 153 in each of several.
One letter outside of it switches the whole text to UCS-2, which counts UTF-16 units: 70 and 67.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

LIMIT = 1600
"""The longest text, in characters (Unicode code points), that the carrier takes (Twilio's error 21617)."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""TS 23.038, section 6.2.1: one septet each."""

EXTENSION = frozenset("\f^{}\\[~]|€")
"""TS 23.038, section 6.2.1.1: an escape and a septet, never parted."""

Encoding = Literal["GSM-7", "UCS-2"]

ALONE = {"GSM-7": 160, "UCS-2": 70}
JOINED = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """A text as it goes out: `units` in its encoding, and the `parts` it is cut into."""

    encoding: Encoding
    units: int
    parts: tuple[str, ...]
    culprits: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many messages the carrier sends and bills."""
        return len(self.parts)

    @property
    def capacity(self) -> int:
        """How many units fit without one more message, when no pair straddles a cut."""
        if self.count <= 1:
            return ALONE[self.encoding]
        return JOINED[self.encoding] * self.count


def split(body: str) -> Segments:
    """Count and cut a text; an empty text is no message at all.

    No escape pair and no surrogate pair is parted, so a part may end one unit early: the parts are
    found by filling them, never by dividing. `culprits` are the letters that forced UCS-2.
    """
    culprits = tuple(dict.fromkeys(sign for sign in body if sign not in BASIC and sign not in EXTENSION))
    encoding: Encoding = "UCS-2" if culprits else "GSM-7"
    widths = [_width(sign, encoding) for sign in body]
    units = sum(widths)
    if units <= ALONE[encoding]:
        return Segments(encoding, units, (body,) if body else (), culprits)
    return Segments(encoding, units, tuple(_fill(body, widths, JOINED[encoding])), culprits)


def _width(sign: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if sign in EXTENSION else 1
    return 2 if ord(sign) > 0xFFFF else 1


def _fill(body: str, widths: Iterable[int], room: int) -> Iterable[str]:
    start = used = 0
    for place, width in enumerate(widths):
        if used + width > room:
            yield body[start:place]
            start, used = place, 0
        used += width
    yield body[start:]
