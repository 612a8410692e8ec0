"""How a database shows that cannot answer now: it is away, or it took longer than a request may wait."""

from django.db import InterfaceError, OperationalError

DATABASE_AWAY = (OperationalError, InterfaceError)
AWAY = "The database cannot be reached just now. Try again."
TIMED_OUT = "The database took too long to answer. Ask for less, or try again later."
RETRY_AFTER = {"Retry-After": "5"}  # seconds
# PostgreSQL's codes of a cancelled statement, and of a session that was ended as its transaction was idle.
_TIMEOUTS = {"57014", "25P03"}


def unavailable(exc: BaseException | None) -> str:
    """The sentence for whoever waits for an answer when ``exc`` means that there is none now; else empty."""
    if getattr(exc and exc.__cause__, "sqlstate", None) in _TIMEOUTS:
        return TIMED_OUT
    return AWAY if isinstance(exc, DATABASE_AWAY) else ""
