"""A picture is drawn anew and kept, or staff read why not; nothing of the file's own stays."""

import io
import struct
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from PIL import Image, ImageChops, ImageOps

from chairside.actions.pictures.fetch import CLAIMED_FOR, fetch_pictures
from chairside.actions.pictures.redraw import Unfit, redraw
from chairside.carriers.media import Unfetchable, Why
from chairside.carriers.port import Media, Unknown
from chairside.models import Attachment, AttachmentContent, Thread
from chairside.rules.pictures import LONGEST_SIDE, PAUSES, Trouble
from chairside.simulator.pictures import PLACE, pictures, spoilt
from tests.carriers.fakes import Shelf
from tests.cast import NOW, knock, receive

KEN = "+13125550121"
PHOTO = pictures()["tooth"][1]


def noted(tag, kind, value):
    """Give a turned photo in which the camera noted one more thing, of a kind that the standard does not give it."""
    turned = struct.pack("<HHII", 274, 3, 1, 6)
    notes = struct.pack("<H", 2) + turned + struct.pack("<HHI4s", tag, kind, 1 if kind == 3 else 4, value)
    file = io.BytesIO()
    exif = b"Exif\0\0II*\0" + struct.pack("<I", 8) + notes + struct.pack("<I", 0)
    Image.new("RGB", (40, 20), "red").save(file, "JPEG", exif=exif)
    return file.getvalue()


class TestDrawingAnew:
    @pytest.mark.parametrize(
        ("name", "kind", "size"), [("tooth", "image/jpeg", (1200, 900)), ("stairs", "image/jpeg", (1200, 900))]
    )
    def test_upright_without_a_trace(self, name, kind, size):
        original = pictures()[name][1]
        drawn = redraw(original)
        assert (drawn.content_type, drawn.width, drawn.height) == (kind, *size)
        for content in (drawn.picture, drawn.thumbnail):
            assert PLACE.encode() not in content
            assert not Image.open(io.BytesIO(content)).getexif()

    @pytest.mark.parametrize(
        ("tag", "kind", "value"),
        [
            (282, 7, b"abcd"),  # XResolution as anything
            (271, 3, b"\5\0\0\0"),  # Make as a number
            (256, 2, b"abc\0"),  # ImageWidth as letters
            (531, 2, b"abc\0"),  # YCbCrPositioning as letters
            (273, 7, b"abcd"),  # StripOffsets as anything
        ],
    )
    def test_a_camera_that_notes_nonsense_takes_a_picture_all_the_same(self, tag, kind, value):
        drawn = redraw(noted(tag, kind, value))
        assert (drawn.width, drawn.height) == (20, 40)

    def test_an_orientation_in_letters_is_none(self):
        assert redraw(noted(274, 2, b"abc\0")).width in (20, 40)

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_upright_however_the_camera_was_held(self, orientation):
        original = Image.new("RGB", (40, 20))
        original.paste("red", (0, 0, 20, 10))
        exif = Image.Exif()
        exif[274] = orientation
        file = io.BytesIO()
        original.save(file, "JPEG", exif=exif, quality=95)
        upright = ImageOps.exif_transpose(Image.open(file))
        drawn = Image.open(io.BytesIO(redraw(file.getvalue()).picture))
        assert drawn.size == upright.size
        assert ImageChops.difference(drawn.convert("L"), upright.convert("L")).getextrema()[1] < 60

    def test_the_simulators_photo_has_traces_to_lose(self):
        assert PLACE.encode() in PHOTO

    def test_a_large_one_is_made_smaller_and_a_second_file_behind_it_is_lost(self):
        file = io.BytesIO()
        Image.new("RGB", (4000, 1000), "red").save(file, "PNG")
        drawn = redraw(file.getvalue() + b"PK\x03\x04 a second file")
        assert (drawn.width, drawn.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)
        assert b"a second file" not in drawn.picture

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
    def test_every_kind_of_pixel(self, mode):
        file = io.BytesIO()
        kind = "TIFF" if mode == "I;16" else "JPEG" if mode == "CMYK" else "PNG"
        Image.new(mode if mode != "P" else "RGB", (20, 10)).convert(mode if mode == "P" else None).save(file, kind)
        if kind == "TIFF":
            with pytest.raises(Unfit):
                redraw(file.getvalue())
        else:
            assert (redraw(file.getvalue()).width, redraw(file.getvalue()).height) == (20, 10)

    @pytest.mark.parametrize(
        ("kind", "trouble"),
        [
            ("svg", Trouble.WRONG_KIND),
            ("text", Trouble.WRONG_KIND),
            ("bomb", Trouble.TOO_LARGE),
            ("torn", Trouble.BROKEN),
        ],
    )
    def test_what_is_not_kept(self, kind, trouble):
        with pytest.raises(Unfit) as unfit:
            redraw(spoilt(kind)[1])
        assert unfit.value.trouble is trouble

    @pytest.mark.parametrize("cut", range(0, 3000, 97))
    def test_no_beginning_of_a_file_breaks_more_than_itself(self, cut):
        with pytest.raises(Unfit):
            redraw(PHOTO[:cut])


@pytest.mark.django_db(transaction=True)
class TestFetching:
    @pytest.fixture(autouse=True)
    def text(self, live_cast):
        live_cast.person("Ken Ito", KEN)
        receive(knock(KEN, "", media_count=1, media=(Media("here", "image/jpeg"),)))

    def fetch(self, source, now=NOW):
        return async_to_sync(fetch_pictures)(source, "https://carrier.example", now)

    def test_it_is_kept_once(self):
        assert self.fetch(Shelf(here=PHOTO)) == 1
        assert self.fetch(Shelf(here=PHOTO)) == 0
        kept = Attachment.objects.get()
        assert (kept.state, kept.content_type, kept.width, kept.url) == ("kept", "image/jpeg", 1200, "")
        assert AttachmentContent.objects.count() == 1

    def test_a_text_of_pictures_alone_says_so_in_the_list(self):
        assert (Thread.objects.get().snippet, Thread.objects.get().last_media) == ("", 1)

    @pytest.mark.parametrize(
        ("thing", "trouble"),
        [
            (Unfetchable(Why.FOREIGN), "foreign"),
            (Unfetchable(Why.TOO_LARGE), "too_large"),
            (None, "gone"),
            (b"no picture", "wrong_kind"),
        ],
    )
    def test_what_can_never_be_had_is_given_up_at_once(self, thing, trouble):
        self.fetch(Shelf(here=thing))
        assert Attachment.objects.values_list("state", "trouble").get() == ("failed", trouble)

    def test_a_carrier_that_fails_is_asked_again_later_and_given_up_in_the_end(self):
        source, now = Shelf(here=Unknown("the carrier failed")), NOW
        for pause in PAUSES:
            assert self.fetch(source, now) == 1
            assert self.fetch(source, now) == 0
            now += timedelta(seconds=pause)
        self.fetch(source, now)
        assert Attachment.objects.values_list("state", "trouble").get() == ("failed", "unreachable")

    def test_what_a_killed_worker_held_is_due_again(self):
        Attachment.objects.update(due_at=NOW + CLAIMED_FOR, tries=1)
        assert self.fetch(Shelf(here=PHOTO)) == 0
        assert self.fetch(Shelf(here=PHOTO), NOW + CLAIMED_FOR) == 1

    def test_one_from_the_list_asks_for_its_address_first(self):
        Attachment.objects.update(url="")
        source = Shelf(there=PHOTO)
        source.listed = [Media("there", "image/jpeg")]
        self.fetch(source)
        assert Attachment.objects.get().state == "kept"
