"""Draw a patient's picture anew: only what can be seen is kept, nothing of the file that came.

So no place and time of taking, no name of a phone, no second file hidden behind the first.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image, UnidentifiedImageError

from chairside.rules.pictures import KEPT_TYPES, LONGEST_SIDE, MOST_PIXELS, THUMBNAIL_SIDE, Trouble

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
QUALITY = 85

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the orientation that its camera noted (EXIF 2.3, tag 274; 1 is upright)."""


class Unfit(Exception):
    """The file is no picture that is kept."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as it is kept, and a small one."""

    content_type: str
    width: int
    height: int
    picture: bytes
    thumbnail: bytes


def redraw(content: bytes) -> Drawing:
    """Read a file and draw it anew, upright, its first frame alone; raises `Unfit`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _drawn(content)
    except Image.DecompressionBombError:
        raise Unfit(Trouble.TOO_LARGE) from None
    except UnidentifiedImageError:
        raise Unfit(Trouble.WRONG_KIND) from None
    except Unfit:
        raise
    except Exception:  # noqa: BLE001 - decoders raise anything over a hostile file
        raise Unfit(Trouble.BROKEN) from None


def _drawn(content: bytes) -> Drawing:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:  # known before a pixel is unpacked
            raise Unfit(Trouble.TOO_LARGE)
        if Image.MIME.get(opened.format or "") not in KEPT_TYPES:
            raise Unfit(Trouble.WRONG_KIND)
        seen = _plain(_upright(opened))
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = seen.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    kind = "PNG" if seen.mode == "RGBA" else "JPEG"
    return Drawing(Image.MIME[kind], seen.width, seen.height, _written(seen, kind), _written(small, kind))


def _upright(image: Image.Image) -> Image.Image:
    """Turn it as it was taken; what else its camera noted is not even read, and may be as wrong as it likes."""
    try:
        noted = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - readers of notes raise anything; the picture itself may be whole
        noted = None
    turn = TURNS.get(noted) if isinstance(noted, int) else None
    return image if turn is None else image.transpose(turn)


def _plain(image: Image.Image) -> Image.Image:
    """Give the pixels alone, on a new canvas that knows nothing of the file."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    pixels = image.convert(mode)
    canvas = Image.new(mode, pixels.size)
    canvas.paste(pixels)
    return canvas


def _written(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return file.getvalue()
