"""Whether a picture may be decoded, decided by its header: 3 kB of PNG can hold 25 million pixels."""

from typing import IO

from PIL import Image, UnidentifiedImageError

from contacts.files.photos.spelling import WIDTHS
from contacts.record.errors import invalid

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 5 << 20
MOST_PIXELS = 25_000_000
MOST_SIDE = 8_000
MOST_MEMORY = 140 << 20  # bytes that decoding may take; measured in tests/contacts/files
ROTATED = (5, 6, 7, 8)  # values of the EXIF orientation that swap width and height
ORIENTATION = 0x0112
Crop = tuple[int, int, int]  # left, top and side in pixels of the upright picture
NOT_A_PHOTO = "Expected a JPEG, PNG or WebP picture."


def open_header(content: IO[bytes]) -> Image.Image:
    """The picture with its header read and nothing decoded; raises ``Invalid`` at ``file``."""
    content.seek(0)
    try:
        return Image.open(content, formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise invalid("file", "not_a_photo", NOT_A_PHOTO) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large() from None


def too_large() -> Exception:
    """What is said of too many pixels."""
    sentence = f"At most {MOST_PIXELS // 1_000_000} million pixels and {MOST_SIDE:,} pixels a side."
    return invalid("file", "too_large", sentence)


def orientation(image: Image.Image) -> int:
    """How the picture lies in the file; 1, upright, when that cannot be read."""
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except Exception:  # whatever is wrong with metadata, the picture may be good
        return 1
    return found if found in range(1, 9) else 1


def check(content: IO[bytes], size: int, crop: Crop | None = None) -> None:
    """Raise ``Invalid`` at ``file`` or ``crop`` for what may not be decoded or lies outside."""
    if size > MOST_BYTES:
        raise invalid("file", "too_big", f"At most {MOST_BYTES >> 20} MiB (got {size / (1 << 20):.1f}).")
    with open_header(content) as image:
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
            raise too_large()
        if crop is not None:
            _check_crop(crop, (height, width) if orientation(image) in ROTATED else (width, height))
        if (memory := cost(image, crop[2] if crop else min(image.size))) > MOST_MEMORY:
            raise invalid(
                "file", "too_costly",
                f"Reading this {image.format} would take {memory >> 20} MiB of memory and {MOST_MEMORY >> 20} are "
                "allowed. Save it smaller, or as a JPEG that is not progressive.",
            )  # fmt: skip
    content.seek(0)


def _check_crop(crop: Crop, size: tuple[int, int]) -> None:
    left, top, side = crop
    if left < 0 or top < 0 or side < 1 or left + side > size[0] or top + side > size[1]:
        sentence = f"Expected left, top and side of a square inside of {size[0]} × {size[1]} pixels."
        raise invalid("crop", "outside", sentence)


def cost(image: Image.Image, side: int) -> int:
    """About how many bytes decoding takes, of which a square of ``side`` is wanted. Call before ``draft``.

    A pixel takes 4 bytes (1 in a palette or in grey). libwebp holds the picture three times beside that. A progressive
    JPEG holds 2 bytes for each sample of each colour, however small it is drawn.
    """
    pixels = image.width * image.height
    if image.format == "WEBP":
        return pixels * 16
    each = 1 if image.mode in ("1", "L", "P") else 4
    if image.format == "PNG":
        return pixels * each
    drawn = pixels * each // drafted(side) ** 2
    return drawn + (_samples(image) * 2 if image.info.get("progressive") else 0)


def drafted(side: int) -> int:
    """How many times smaller libjpeg may draw a picture of which a square of ``side`` pixels is wanted."""
    return next((step for step in (8, 4, 2) if side // step >= WIDTHS[-1]), 1)


def _samples(image: Image.Image) -> int:
    layers = getattr(image, "layer", [])
    widest = max((h * v for _, h, v, _ in layers), default=1) or 1
    return sum(image.width * image.height * h * v // widest for _, h, v, _ in layers)
