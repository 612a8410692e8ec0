"""The key of an authenticator as a picture, and recovery codes as a file."""

from urllib.parse import quote

import segno
from django.utils.safestring import SafeString

from contacts.access.factors import queries, totp
from contacts.access.factors.models import Authenticator
from contacts.messages.options import SITE
from contacts.options import queries as options


def qr(text: str) -> SafeString:
    """An SVG without size, style and script, dark on white in either theme: cameras want it so."""
    code = segno.make(text, error="m", micro=False)
    # Nothing of `text` is in it but as squares.
    return SafeString(code.svg_inline(border=4, light="#fff", omitsize=True, svgclass=None, lineclass=None))


def shown(row: Authenticator) -> dict[str, str]:
    """The key that an app is to take, to scan and to type."""
    seed = queries.seed(row)
    address = totp.address(seed, user=row.user.get_username(), site=str(options.get(SITE)))
    return {"qr": qr(address), "key": totp.in_fours(seed)}


def download(text: str) -> str:
    """An address that is its own file: what is shown once is kept nowhere for a second request."""
    return f"data:text/plain;charset=utf-8,{quote(text)}"
