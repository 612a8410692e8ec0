"""A photo drawn anew: cut to a square, turned upright, in sRGB, in each width as WebP and JPEG.

Strips are pasted into a new picture, so nothing of the original's metadata comes along.

The decoded picture is the one large thing in memory, so one is decoded at a time, and it is made smaller in strips
before anything else is done with it.
"""

import io
from collections.abc import Callable, Iterator
from threading import Lock
from typing import IO

from PIL import Image, ImageCms, JpegImagePlugin

from contacts.files.photos.checking import ROTATED, Crop, drafted, open_header, orientation
from contacts.files.photos.spelling import WIDTHS
from contacts.record.errors import invalid

STRIP = 64  # rows of the smaller picture
PLAIN = ("RGB", "CMYK", "L")
WIDE = ("I", "I;16", "I;16B", "I;16L")  # grey of 16 bits
ENCODERS: dict[str, tuple[str, dict[str, object]]] = {
    "webp": ("WEBP", {"quality": 82, "method": 4}),
    "jpg": ("JPEG", {"quality": 85, "optimize": True, "progressive": True}),
}
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
Box = tuple[int, int, int, int]
# From the left top of a square in the upright picture to the one in the file: file's width, height, left, top, side.
LYING: dict[int, Callable[[int, int, int, int, int], tuple[int, int]]] = {
    1: lambda w, h, x, y, s: (x, y), 2: lambda w, h, x, y, s: (w - x - s, y),
    3: lambda w, h, x, y, s: (w - x - s, h - y - s), 4: lambda w, h, x, y, s: (x, h - y - s),
    5: lambda w, h, x, y, s: (y, x), 6: lambda w, h, x, y, s: (y, h - x - s),
    7: lambda w, h, x, y, s: (w - y - s, h - x - s), 8: lambda w, h, x, y, s: (w - y - s, x),
}  # fmt: skip
_one_at_a_time = Lock()


def draw(content: IO[bytes], crop: Crop | None) -> Iterator[tuple[int, str, bytes]]:
    """Width, format and bytes of each picture, the widest first; raises ``Invalid`` at ``file`` for what is broken."""
    with _one_at_a_time:
        square = _square(content, crop)
    for width in sorted({min(width, square.width) for width in WIDTHS}, reverse=True):
        square = square if square.width == width else square.resize((width, width), Image.Resampling.LANCZOS)
        for format, (encoder, settings) in ENCODERS.items():
            out = io.BytesIO()
            square.save(out, encoder, **settings)
            yield width, format, out.getvalue()


def _square(content: IO[bytes], crop: Crop | None) -> Image.Image:
    """The wanted square in RGB, upright, at least as wide as the widest picture if the original is."""
    try:
        with open_header(content) as image:
            turn, profile = orientation(image), image.info.get("icc_profile")
            box = _box(image.size, crop, turn)
            before = image.size
            if isinstance(image, JpegImagePlugin.JpegImageFile):
                step = drafted(box[2] - box[0])
                image.draft(None, (image.width // step, image.height // step))
            box = _scaled(box, before, image.size)
            square = _coloured(_smaller(image, box), profile)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError):
        raise invalid("file", "broken", "The picture is damaged and cannot be read to its end.") from None
    return square.transpose(UPRIGHT[turn]) if turn in UPRIGHT else square


def _box(size: tuple[int, int], crop: Crop | None, turn: int) -> Box:
    """The wanted square as it lies in the file."""
    upright = size[::-1] if turn in ROTATED else size
    side = min(size)
    left, top, side = crop or ((upright[0] - side) // 2, (upright[1] - side) // 2, side)
    x, y = LYING[turn](*size, left, top, side)
    return x, y, x + side, y + side


def _scaled(box: Box, before: tuple[int, int], after: tuple[int, int]) -> Box:
    """``box`` in the picture that ``draft`` made of one of the size ``before``; a square again."""
    if before == after:
        return box
    x, y = box[0] * after[0] // before[0], box[1] * after[1] // before[1]
    side = max(1, (box[2] - box[0]) * after[0] // before[0])
    side = min(side, after[0] - x, after[1] - y)
    return x, y, x + side, y + side


def _smaller(image: Image.Image, box: Box) -> Image.Image:
    """The square ``box``, made smaller by a whole factor while it stays at least as wide as the widest picture."""
    left, top, right, _ = box
    factor = max(1, (right - left) // WIDTHS[-1])
    side = (right - left) // factor
    whole: Image.Image | None = None
    for row in range(0, side, STRIP):
        rows = min(STRIP, side - row)
        strip = _plain(image.crop((left, top + row * factor, left + side * factor, top + (row + rows) * factor)))
        strip = strip.reduce(factor) if factor > 1 else strip
        whole = whole or Image.new(strip.mode, (side, side))
        whole.paste(strip, (0, row))
    assert whole is not None
    return whole


def _plain(strip: Image.Image) -> Image.Image:
    """A strip in a mode that can be made smaller; what can be seen through is laid on white."""
    if strip.mode in WIDE:
        return strip.point(lambda value: value * (1 / 256)).convert("L")
    if strip.mode in PLAIN and "transparency" not in strip.info:
        return strip
    seen = strip.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")


def _coloured(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB, by the profile the picture brought when that can be used."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # the profile is broken or of another kind of colour: the plain way is the better guess
    return image.convert("RGB")
