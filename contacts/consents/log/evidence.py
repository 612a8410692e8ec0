"""What the record does not hold of an answer, passed around the door to the listener that writes the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from msgspec import Struct


class Evidence(Struct, frozen=True, kw_only=True):
    """How an answer came about: the text shown (id and digest), the legal basis, a remark, and the person's address."""

    wording: int | None = None
    digest: str = ""
    basis: str = ""
    comment: str = ""
    ip: str = ""


NOTHING = Evidence()
_current: ContextVar[Evidence] = ContextVar("evidence", default=NOTHING)


@contextmanager
def evidence(given: Evidence) -> Iterator[None]:
    """Within, every consent that the door changes is logged with ``given`` (of ``operations.made``)."""
    token = _current.set(given)
    try:
        yield
    finally:
        _current.reset(token)


def at_hand() -> Evidence:
    """The evidence of what is being done."""
    return _current.get()
