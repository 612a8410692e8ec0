"""Who does something, and by which door."""

import uuid
from contextvars import ContextVar
from typing import Literal

from msgspec import Struct, field

Door = Literal["desk", "portal", "api", "import", "command", "system", "dialect", "sync"]


# The id of the request that is being answered; empty elsewhere. It is in the log's lines and in the answer, too.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def _request() -> str:
    return REQUEST_ID.get() or uuid.uuid4().hex


class Actor(Struct, frozen=True, kw_only=True):
    """The one who acts: ``kind`` says what ``id`` is an id of, ``label`` is read by people, ``request`` groups acts.

    What a ``connection`` changed came from its other side and is not sent back there.
    """

    kind: Literal["staff", "api_key", "credential", "contact", "command", "connection", "system"]
    id: int | None = None
    label: str = ""
    door: Door = "system"
    door_detail: str = ""  # the dialect, the file, the command
    request: str = field(default_factory=_request)


SYSTEM = Actor(kind="system", label="System", door="system", request="")
