"""Whether a call did what it should: ``status.code`` tells, whatever the HTTP status.

Of the codes only the pattern is documented, an upper-case exception, so they are told apart by the words in them.
"""

from collections.abc import Mapping
from typing import Any

from integrations.wire.outbound.line import AGAIN, BROKEN, Answer, wait_asked_for
from integrations.wire.outbound.troubles import Declined, NotAdmitted, TryAgain, Unknown

OK = "OK"
SESSION = ("TOKEN", "SESSION")
ACCOUNT = ("LOGIN", "AUTHENTICAT", "CREDENTIAL", "NOTALLOWED", "PERMISSION", "PRIVILEGE", "FORBIDDEN")
LATER = ("TOOMANY", "INTERNAL", "CONCURRENT", "TIMEOUT", "UNAVAILABLE", "UNEXPECTED", "LOCK")
MISSING = ("MANDATORY", "REQUIRED")


def data_of(answer: Answer) -> Any:
    """What a call gave; raises the trouble that its code, or for want of one its HTTP status, tells of."""
    code = _code(answer)
    if code == OK:
        return answer.object().get("data")
    if code is None:
        answer.reached()
        raise TryAgain(BROKEN, status=answer.status)
    status = answer.status
    if status >= 500 or status in AGAIN or _has(code, LATER):
        raise TryAgain("The other side could not do it now.", status=status, after=wait_asked_for(answer.headers))
    if _has(code, SESSION + ACCOUNT):
        raise NotAdmitted("The other side does not let this account do it.", status=status)
    if _has(code, ("NOTFOUND",)) and "CONTACT" in code:
        raise Unknown("The other side has no such contact.")
    if _has(code, MISSING):
        raise Declined("The other side misses a value that it asks for.", status=status)
    raise Declined("The other side did not accept a value.", status=status)


def object_of(answer: Answer) -> dict[str, Any]:
    """The object that a call gave; raises as ``data_of``, and ``TryAgain`` for anything else."""
    data = data_of(answer)
    if not isinstance(data, dict):
        raise TryAgain(BROKEN, status=answer.status)
    return data


def session_is_over(answer: Answer) -> bool:
    """Whether the token is not known there, or not any more."""
    code = _code(answer)
    return code != OK and _has(code or "", SESSION)


def _code(answer: Answer) -> str | None:
    try:
        status = answer.object().get("status")
    except TryAgain:
        return None
    code = status.get("code") if isinstance(status, Mapping) else None
    return code.upper() if isinstance(code, str) and code else None


def _has(code: str, words: tuple[str, ...]) -> bool:
    return any(word in code for word in words)
