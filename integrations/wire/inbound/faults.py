"""What can go wrong with a call, in one form that each dialect renders as its own."""

from collections.abc import Iterable

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from msgspec import Struct

from contacts.access import errors as access
from contacts.directory.commands import NotFound, Stale
from contacts.files.storage.storing import StorageAway
from contacts.record.errors import FieldError, Invalid
from contacts.tables.away import RETRY_AFTER, unavailable


class Fault(Struct, frozen=True):
    """``status`` is HTTP's; ``kind`` is one of unauthenticated, forbidden, not_found, method, invalid, conflict,
    too_large, too_many and fault, or a dialect's own. Paths of ``errors`` are in the caller's words, ``parameters``
    are for programs that make their own sentence of ``message``."""

    status: int
    kind: str
    message: str
    errors: tuple[FieldError, ...] = ()
    headers: dict[str, str] = {}
    parameters: tuple[str, ...] = ()

    def by_field(self) -> dict[str, str]:
        """One sentence per field; the first one counts."""
        return {error.path or "request": error.message for error in reversed(self.errors)}


class Refused(Exception):
    """A call that ends here."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def refused(status: int, kind: str, message: str, *, errors: Iterable[FieldError] = (), **headers: str) -> Refused:
    """A ``Refused``; header names are given with underscores."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Refused(Fault(status, kind, message, tuple(errors), sent))


def fault_of(exc: Exception) -> Fault:
    """What ``exc`` means to the caller; what nobody foresaw is a fault of ours, of which nothing is told."""
    if isinstance(exc, Refused):
        return exc.fault
    if isinstance(exc, Invalid):
        return Fault(400, "invalid", "The request is not valid.", exc.errors)
    if isinstance(exc, (NotFound, Http404)):
        return Fault(404, "not_found", "There is nothing here.")
    if isinstance(exc, (access.TooMany, access.Busy)):
        return Fault(429, "too_many", str(exc), headers={"Retry-After": str(exc.wait)})
    if isinstance(exc, (access.Wrong, access.Refused)):
        return Fault(401, "unauthenticated", str(exc))
    if isinstance(exc, (access.OutOfScope, access.ReauthNeeded)):
        return Fault(403, "forbidden", str(exc))
    if isinstance(exc, access.Gone):
        return Fault(400, "gone", str(exc))
    if isinstance(exc, Stale):
        return Fault(409, "conflict", "The contact is being changed by others. Try again.")
    if isinstance(exc, RequestDataTooBig):
        return Fault(413, "too_large", "The body is too large; at most 1 MiB is accepted.")
    if isinstance(exc, (SuspiciousOperation, UnreadablePostError, MultiPartParserError)):
        return Fault(400, "invalid", "The request cannot be read.")
    if why := unavailable(exc):
        return Fault(503, "fault", why, headers=RETRY_AFTER)
    if isinstance(exc, StorageAway):
        return Fault(503, "fault", "Files cannot be reached just now. Try again.", headers=RETRY_AFTER)
    return Fault(500, "fault", "Something went wrong on our side.")
