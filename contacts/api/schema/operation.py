"""One operation of the native API as the document tells it; the tables beside this file hold them."""

from typing import Any

from msgspec import Struct

TEXT: dict[str, Any] = {"type": "string"}


class Operation(Struct, frozen=True):
    """One operation: its id, tag, parameters, the shapes of body and answer, and the status of success."""

    id: str
    tag: str
    parameters: tuple[str, ...] = ()
    body: str = ""
    answer: str = ""
    status: int = 200
