"""Cells that a spreadsheet would run as formulas: made harmless on the way out, restored on the way in."""

from __future__ import annotations

import re
import unicodedata

_LIVE = frozenset("=+-@;|%")
# Arithmetic on plain numbers is the worst such a text can be read as, so phones and numbers leave as they are.
_PHONE_OR_NUMBER = re.compile(
    r"\+?[0-9(][0-9 ().\-/]{0,40}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?|-?[0-9]{1,30}(?:[.,][0-9]{1,30})?"
)
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def is_live(text: str) -> bool:
    """Whether a spreadsheet could run this text; looks through leading blanks, controls and full-width forms."""
    for character in text:
        if unicodedata.category(character) in _INVISIBLE:
            continue
        folded = unicodedata.normalize("NFKC", character).lstrip()
        return folded[:1] in _LIVE and not _PHONE_OR_NUMBER.fullmatch(text)
    return False


def make_safe(text: str) -> str:
    """The text as it may stand in a CSV cell; reversible by `undo_safe`, unchanged when it was harmless."""
    if text[:1].isalnum() or not is_live(text.lstrip("'")):
        return text
    return "'" + text


def undo_safe(text: str) -> str:
    """The text that `make_safe` was given."""
    if text[:1] == "'" and is_live(text.lstrip("'")):
        return text[1:]
    return text
