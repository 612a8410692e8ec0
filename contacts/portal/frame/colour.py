"""The operator's colour made readable: contrast as WCAG 2 counts it, darkened or lightened until it holds."""

import re
from collections.abc import Iterable

LEAST_CONTRAST = 4.5
WHITE, BLACK = "#ffffff", "#000000"
PAGE_LIGHT, FACE_LIGHT = "#faf9f7", "#ffffff"  # the stylesheet's --page and --face
PAGE_DARK, FACE_DARK = "#141416", "#1d1d20"
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_STEPS = 100


def is_colour(text: str) -> bool:
    """Whether ``text`` is a colour as ``#rrggbb``."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """From 1.0 (the same) to 21.0 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, part: float) -> str:
    """``colour`` with ``part`` (0 to 1) of ``other`` in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def readable(colour: str, *, on: Iterable[str], towards: str, least: float = LEAST_CONTRAST) -> str:
    """``colour`` moved as little towards ``towards`` as gives it the contrast ``least`` on every one of ``on``."""
    grounds = list(on)
    for step in range(_STEPS):
        tried = mixed(colour, towards, step / _STEPS)
        if all(contrast(tried, ground) >= least for ground in grounds):
            return tried
    return towards


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
