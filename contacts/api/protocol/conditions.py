"""ETag, If-Match and If-None-Match: a contact's revision says which state a caller has seen."""

import re

from rest_framework.request import Request

from contacts.api.protocol.problems import Problem
from contacts.record.errors import invalid

REVISION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def etag(revision: int) -> str:
    """The entity tag of a revision."""
    return f'"{revision}"'


def revision_asked(request: Request, *, required: bool) -> int | None:
    """The revision of ``If-Match``, None for ``*`` or nothing; raises ``Problem`` 428 when it must be there."""
    text = request.META.get("HTTP_IF_MATCH", "").strip()
    if not text and required:
        raise Problem(428, 'Say which revision you change: If-Match: "<revision>", from the ETag of a GET, or *.')
    if text in ("", "*"):
        return None
    found = REVISION.fullmatch(text)
    if found is None:
        raise invalid("If-Match", "invalid", 'Expected "<revision>", as in the ETag of a GET, or *.')
    return int(found[1])


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller has this state already (``If-None-Match``)."""
    sent = request.META.get("HTTP_IF_NONE_MATCH", "")
    return any(part.strip().removeprefix("W/") in (tag, "*") for part in sent.split(",")) if sent else False
