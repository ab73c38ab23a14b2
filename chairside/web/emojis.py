"""The emoji that the composer offers, with the names by which they are found."""

import json
from functools import cache

import emoji
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

FULLY_QUALIFIED = emoji.STATUS["fully_qualified"]
SKIN_TONES = frozenset("🏻🏼🏽🏾🏿")


@require_safe
@cache_control(max_age=31536000, immutable=True)
def emojis(request: HttpRequest, version: str) -> HttpResponse:
    """Give [emoji, English name, Spanish name] for each; the address changes with the package."""
    return HttpResponse(all_emojis(), content_type="application/json")


@cache
def all_emojis() -> bytes:
    """List every fully qualified emoji without its variants of skin tone."""
    emoji.config.load_language("es")
    listed = [
        [sign, _name(facts.get("en", "")), _name(facts.get("es", ""))]
        for sign, facts in emoji.EMOJI_DATA.items()
        if facts["status"] == FULLY_QUALIFIED and not SKIN_TONES & set(sign)
    ]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()


def _name(code: str) -> str:
    return code.strip(":").replace("_", " ")
