"""The operator's colour as a stylesheet of its own: the policy of the pages forbids styles inside them."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from contacts.options import queries as options
from contacts.portal.frame import colour as colours
from contacts.portal.options import COLOUR

KEPT = "public, max-age=31536000, immutable"
LIGHT, DARK = (colours.PAGE_LIGHT, colours.FACE_LIGHT), (colours.PAGE_DARK, colours.FACE_DARK)
BRIGHT = 6.0  # light letters on dark need more than the least to look as clear
WASH = 0.08, 0.16  # how much of the accent is in the ground of what it marks, on light and on dark


def stylesheet(accent: str) -> str:
    """The custom properties that come from ``accent``: for buttons, for text, and for the ground of what is marked."""
    light_wash = colours.mixed(colours.FACE_LIGHT, accent, WASH[0])
    dark_wash = colours.mixed(colours.FACE_DARK, accent, WASH[1])
    light_ink = colours.readable(accent, on=(*LIGHT, light_wash), towards=colours.BLACK)
    dark_ink = colours.readable(accent, on=(*DARK, dark_wash), towards=colours.WHITE, least=BRIGHT)
    return (
        f":root{{--accent:{accent};--accent-ink:light-dark({light_ink},{dark_ink});"
        f"--accent-wash:light-dark({light_wash},{dark_wash})}}\n"
    )


def address() -> str:
    """Where the stylesheet of now is; another colour has another address."""
    return reverse("portal:look", args=(_mark(options.get(COLOUR)),))


def look(request: HttpRequest, mark: str) -> HttpResponse:
    """The stylesheet; kept for a year when it is the one asked for, not at all when it is asked for by an old name."""
    accent = options.get(COLOUR)
    kept = KEPT if mark == _mark(accent) else "no-store"
    return HttpResponse(stylesheet(accent), content_type="text/css; charset=utf-8", headers={"Cache-Control": kept})


def _mark(accent: str) -> str:
    return hashlib.sha256(stylesheet(accent).encode()).hexdigest()[:12]
