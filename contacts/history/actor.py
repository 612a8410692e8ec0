"""Who does something, and by which door."""

import uuid
from typing import Literal

from msgspec import Struct, field

Door = Literal["desk", "portal", "api", "import", "command", "system", "dialect", "sync"]


class Actor(Struct, frozen=True, kw_only=True):
    """The one who acts: ``kind`` says what ``id`` is an id of, ``label`` is read by people, ``request`` groups acts.

    What a ``connection`` changed came from its other side and is not sent back there.
    """

    kind: Literal["staff", "api_key", "credential", "contact", "command", "connection", "system"]
    id: int | None = None
    label: str = ""
    door: Door = "system"
    door_detail: str = ""  # the dialect, the file, the command
    request: str = field(default_factory=lambda: uuid.uuid4().hex)


SYSTEM = Actor(kind="system", label="System", door="system", request="")
