"""The line to one account: every outgoing call goes through it, and is answered or becomes a trouble."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import IO, Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from contacts.outside import client
from contacts.outside.errors import Forbidden, OutsideProblem
from integrations.connections.checking import allowed_hosts
from integrations.connections.queries import Account
from integrations.wire.outbound.troubles import NOT_FOUND, NOWHERE, Declined, NotAdmitted, TryAgain, Unknown

MOST_WAIT = 3_600.0  # seconds of a Retry-After that are obeyed
MOST_LISTED = 16 * 1024 * 1024  # bytes of a page of contacts, whose notes may be long
MOST_STORED = 512 * 1024 * 1024  # bytes of a list that has no pages, and goes into a file
LONGER = 12  # times as long as a call may take otherwise
DEEPEST = 20
AGAIN = frozenset({408, 425, 429})
BROKEN = "The other side answered something that cannot be read."


class Answer(Struct, frozen=True):
    """What came back. ``headers`` have lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON values; raises ``TryAgain`` for what is none, is too deep, or holds NaN."""
        try:
            found = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise TryAgain(BROKEN, status=self.status) from error
        if _deeper_than(found, DEEPEST):
            raise TryAgain(BROKEN, status=self.status)
        return found

    def object(self) -> dict[str, Any]:
        """The body as a JSON object; raises ``TryAgain``."""
        found = self.json()
        if not isinstance(found, dict):
            raise TryAgain(BROKEN, status=self.status)
        return found

    def checked(self) -> "Answer":
        """Itself when its status says that it was done; raises the trouble otherwise."""
        said = f"The other side answered {self.status}."
        if self.status >= 500 or self.status in AGAIN:
            raise TryAgain(said, status=self.status, after=wait_asked_for(self.headers))
        if self.status in (401, 403):
            raise NotAdmitted(said, status=self.status)
        if self.status in NOT_FOUND:
            raise Unknown(said, status=self.status)
        if not 200 <= self.status < 300:
            raise Declined(said, status=self.status)
        return self

    def reached(self) -> "Answer":
        """As ``checked``, for those who say otherwise that a contact is not there: no page not found is theirs."""
        try:
            return self.checked()
        except Unknown as error:
            raise NotAdmitted(NOWHERE, status=error.status) from error


class Line:
    """Calls to one account; ``seconds`` is what one may take altogether.

    ``status`` is of the last answer, 0 when there was none; ``answered`` is how many before it were answered well.
    After its first call it asks the database nothing, so that others than its thread may go on with it.
    """

    status = 0
    answered = 0

    def __init__(self, account: Account, *, seconds: float = client.MOST_SECONDS) -> None:
        self.account = account
        self.seconds = seconds

    @cached_property
    def allowed(self) -> frozenset[str]:
        return allowed_hosts()

    def ask(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None, json: Any = None, form: Mapping[str, str] | None = None,
        content: bytes | None = None, auth: tuple[str, str] | None = None, most: int | None = None,
        into: IO[bytes] | None = None,
    ) -> Answer:  # fmt: skip
        """The answer of ``path`` below the account's, whatever its status; raises ``TryAgain``, ``Declined``.

        A body of more than ``most`` bytes is not read (2 MiB unless told). One for a file, ``into``, has twelve times
        the time.
        """
        address = (self.account.address.rstrip("/") + path if path else self.account.address) + (
            f"?{urlencode(params, doseq=True)}" if params else ""
        )
        self.answered += 200 <= self.status < 300
        self.status = 0
        try:
            reply = client.ask(
                method, address, headers=headers, json=json, form=form, content=content, auth=auth, into=into,
                most=most, allowed=self.allowed, seconds=self.seconds * (LONGER if into else 1),
            )  # fmt: skip
        except Forbidden as error:
            raise Declined(str(error)) from error
        except OutsideProblem as error:
            raise TryAgain(str(error)) from error
        self.status = reply.status
        headers_ = {name.lower(): value for name, value in reply.headers.items()}
        return Answer(reply.status, headers_, reply.body)


def wait_asked_for(headers: Mapping[str, str]) -> float | None:
    """Seconds that ``Retry-After`` asks for, an hour at most; None when it says nothing that can be read."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), MOST_WAIT)
    try:
        return min(max(parsedate_to_datetime(said).timestamp() - time.time(), 0.0), MOST_WAIT)
    except (TypeError, ValueError, OverflowError):
        return None


def _deeper_than(value: Any, depth: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_deeper_than(one, depth - 1) for one in inner)
