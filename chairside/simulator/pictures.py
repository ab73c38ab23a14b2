"""The simulator's own pictures: what patients photograph, drawn here, with the traces that phones leave in a file."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache

from PIL import Image, ImageDraw

INK, PAPER, WALL = (40, 52, 50), (250, 249, 244), (203, 220, 214)
WIDTH, HEIGHT = 1200, 900
GPS, MAKER, PLACE = 0x8825, 0x010F, "CANARY-MADE-BY"

SPOILT = ("svg", "text", "bomb", "torn")


@cache
def pictures() -> dict[str, tuple[str, bytes]]:
    """Give each picture by name: its content type and its bytes."""
    return {
        "tooth": ("image/jpeg", _photo(_tooth())),
        "card": ("image/jpeg", _photo(_card())),
        "stairs": ("image/png", _file(_stairs(), "PNG")),
    }


def spoilt(kind: str) -> tuple[str, bytes]:
    """Give a file that must not be kept."""
    match kind:
        case "svg":
            return "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        case "bomb":
            return "image/png", _bomb()
        case "torn":
            return "image/jpeg", pictures()["tooth"][1][:4000]
    return "text/vcard", b"BEGIN:VCARD\nFN:Nobody\nEND:VCARD\n"


def _photo(image: Image.Image) -> bytes:
    """Write it as a phone does: turned on its side, with place, maker and a word to look for."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[MAKER] = PLACE
    exif[GPS] = {1: "N", 2: (41.0, 52.0, 55.0), 3: "W", 4: (87.0, 37.0, 40.0)}
    return _file(image.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=85)


def _file(image: Image.Image, kind: str, **more: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def _tooth() -> Image.Image:
    image, draw = _canvas((120, 40, 46))
    draw.rounded_rectangle((380, 180, 820, 620), 180, fill=PAPER)
    draw.polygon([(400, 500), (520, 820), (600, 560), (680, 820), (800, 500)], fill=PAPER)
    draw.line([(600, 200), (570, 300), (640, 380), (590, 470)], fill=INK, width=10)
    return image


def _card() -> Image.Image:
    image, draw = _canvas(WALL)
    draw.rounded_rectangle((150, 200, 1050, 720), 36, fill=PAPER, outline=INK, width=6)
    draw.rectangle((150, 260, 1050, 330), fill=(29, 70, 135))
    for line, text in enumerate(("MEMBER  Ken Ito", "GROUP   00042", "PLAN    PPO Dental")):
        draw.text((220, 400 + line * 90), text, fill=INK, font_size=56)
    return image


def _stairs() -> Image.Image:
    image, draw = _canvas(PAPER)
    for step in range(9):
        left = 150 + step * 100
        draw.rectangle((left, 780 - step * 70, left + 100, 820), fill=(11, 110, 110))
    return image


def _canvas(ground: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    return image, ImageDraw.Draw(image)


def _bomb() -> bytes:
    """A few kilobytes that unpack to 30,000 by 30,000 pixels."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(4_000_000), 9)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    written = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)
