"""Files and pictures for the tests, made as they are needed."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageCms

from contacts.files import operations
from contacts.files.models import StoredFile
from contacts.files.photos import operations as photos
from contacts.files.photos.models import Photo
from contacts.history.actor import Actor
from tests.contacts.staff.people.conftest import make

STAFF = Actor(kind="staff", id=1, label="Ada King", door="desk")
CONTACT = Actor(kind="contact", id=1, label="Bob", door="portal")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
CANARY = b"GPS-CANARY-51.5N"


def keep(contact: int, data: bytes = PDF, name: str = "letter.pdf", **more: Any) -> StoredFile:
    """A file that staff put there."""
    return operations.keep(contact=contact, name=name, content=ContentFile(data), **({"actor": STAFF} | more))


def photo(contact: int, data: bytes, **more: Any) -> Photo:
    """A photo that has been prepared, or refused."""
    row = photos.set_photo(contact=contact, content=ContentFile(data), **({"actor": STAFF} | more))
    photos.prepare(row.pk)
    row.refresh_from_db()
    return row


def colours(width: int, height: int) -> Image.Image:
    """Red, green, blue and white in the corners, clockwise from the left top, so that turning it shows."""
    image = Image.new("RGB", (2, 2))
    image.putdata([(220, 20, 20), (20, 180, 20), (240, 240, 240), (20, 20, 220)])
    return image.resize((width, height), Image.Resampling.NEAREST)


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def jpeg(width: int = 600, height: int = 400, **options: Any) -> bytes:
    return encoded(colours(width, height), "JPEG", **({"quality": 95, "subsampling": 0} | options))


def with_place(orientation: int = 1) -> bytes:
    """A JPEG whose metadata tell how it lies and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    return jpeg(exif=exif.tobytes(), comment=CANARY, icc_profile=srgb_profile())


def flat_png(width: int, height: int, *, claimed: tuple[int, int] | None = None) -> bytes:
    """A PNG of one colour, in few bytes however large; ``claimed`` is what only its header says."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", *(claimed or (width, height)), 8, 3, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * width) * height, 9)
    body = chunk(b"IHDR", head) + chunk(b"PLTE", b"\xc8\x1e\x1e") + chunk(b"IDAT", rows)
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def wide_png(value: int) -> bytes:
    """Grey of 16 bits."""
    image = Image.new("I;16", (300, 300), value)
    return encoded(image, "PNG")


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """The profile of a screen whose red is our green, and the other way round."""
    return srgb_profile().replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")


def contact() -> int:
    """Somebody who has files."""
    return make(first_name="Bob", last_name="Mill")


def corners(data: bytes) -> list[str]:
    """What colours lie in the corners, clockwise from the left top: r, g, b or w."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    near = image.width // 8
    far = image.width - 1 - near
    return [_name(image.getpixel(at)) for at in ((near, near), (far, near), (far, far), (near, far))]


def _name(pixel: Any) -> str:
    red, green, blue = pixel
    if min(pixel) > 180:
        return "w"
    return max((red, "r"), (green, "g"), (blue, "b"))[1]


Maker = Callable[[], bytes]
