"""From plain values to a PDF: tagged, in its language, the same bytes for the same values, and with nothing in reach.

The page's source is ours and fixed. What people typed travels as one JSON text in ``sys.inputs`` and is only ever set
as text. The compiler's root is a folder that holds nothing but that source; there are no system fonts, no packages.
"""

import datetime as dt
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
import typst

from contacts.record.errors import invalid

HERE = Path(__file__).parent
PAGE = HERE / "page"
NO_PACKAGES = PAGE / "packages"  # a folder that is not there
MOST_CHARACTERS = 300_000  # of the values with their keys: below 2 s whatever the script, 2,000 plain lines within 1 s
_one_at_a_time = Lock()  # a compiler holds the inputs of one document


def pdf(data: dict[str, Any], *, made_at: dt.datetime) -> bytes:
    """The document of ``data`` (see ``layout.Document``) as PDF/UA-1; ``made_at`` is the time it tells as its own.

    Raises ``Invalid`` for what would take too long.
    """
    text = msgspec.json.encode(data).decode()
    if len(text) > MOST_CHARACTERS:
        raise invalid("", "too_large", f"More than {MOST_CHARACTERS:,} characters are not printed in one document.")
    inputs = {"data": text}
    with _one_at_a_time:
        try:
            return _compiled(inputs, made_at, ["ua-1"])
        except typst.TypstError as exc:
            if "could not be displayed" not in str(exc):
                raise
            return _compiled(inputs, made_at, [])  # a letter that no font here has: tagged, and not claimed to be whole


def _compiled(inputs: dict[str, str], made_at: dt.datetime, standards: Any) -> bytes:
    made = _compiler().compile(
        input=_source(), format="pdf", sys_inputs=inputs, timestamp=int(made_at.timestamp()), pdf_standards=standards
    )
    assert isinstance(made, bytes)
    return made


@cache
def _source() -> bytes:
    return (PAGE / "document.typ").read_bytes()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(HERE / "fonts")])
    return typst.Compiler(
        root=str(PAGE), font_paths=fonts, package_path=str(NO_PACKAGES), package_cache_path=str(NO_PACKAGES)
    )
