"""Texts that come to practices and that programs stumble over, by name."""

import base64

LONGEST = 1600

SAMPLES = {
    "empty": "",
    "longest": ("I have been thinking about my crown since Tuesday. " * 40)[:LONGEST],
    "parts": "My insurance changed: the new one is on the card I showed at the desk, and the old one ended in March. "
    * 4,
    "nul": "before\0after",
    "right_to_left": "שלום, האם אפשר להזיז את התור ליום שלישי? \u202efdp.exe\u202c",
    "base64": base64.b64encode(bytes(range(256)) * 3).decode(),
    "emoji": "👩🏽‍⚕️🦷 👨‍👩‍👧‍👦 ¿mañana?",
    "markup": "<script>alert(1)</script> {{ 7 * 7 }} <img src=x onerror=alert(1)>",
}
