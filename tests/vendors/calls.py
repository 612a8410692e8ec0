"""One call of a client as a vendor's code sees it, and what it answers."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]


@dataclass
class Answer:
    """A status and a body: JSON values, or None for no body, or a stream of text for what is long."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stream: Iterator[str] | None = None


class Refusal(Exception):
    """The call is refused, in the vendor's own form."""

    def __init__(self, body: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        super().__init__(str(body))
        self.answer = Answer(body, status, headers or {})


@dataclass
class Call:
    """A request, and what the vendor notes of it: the contact's id, what was done, the contact after it."""

    method: str
    path: str
    query: str
    headers: Message
    raw: bytes
    id: str = ""
    did: str = ""
    contact: Json | None = None
    unknown: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        return str(self.headers.get(name, ""))

    @property
    def parameters(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query, keep_blank_values=True)

    @property
    def is_form(self) -> bool:
        return self.header("Content-Type").startswith("application/x-www-form-urlencoded")

    def body(self) -> Any:
        """The values of the body, a form's as text; ValueError when it is neither. None without one."""
        if not self.raw:
            return None
        if self.is_form:
            return dict(parse_qsl(self.raw.decode(), keep_blank_values=True))
        values = json.loads(self.raw, parse_constant=_no_number)
        json.dumps(values, ensure_ascii=False).encode()  # half a surrogate pair is no text
        return values

    def fields(self) -> Json:
        """The values of the body by name; none when it is no object."""
        try:
            sent = self.body()
        except ValueError:
            return {}
        return sent if isinstance(sent, dict) else {}

    def noted(self) -> Any:
        """The body for the ledger: its values, or its text when it has none."""
        try:
            return self.body()
        except ValueError:
            return self.raw[:1000].decode(errors="replace")

    def basic(self) -> tuple[str, str] | None:
        """Name and password of HTTP Basic."""
        scheme, _, rest = self.header("Authorization").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            name, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
        except ValueError:
            return None
        return name, password

    def bearer(self) -> str:
        """The token of the Authorization header, with or without its scheme."""
        scheme, _, rest = self.header("Authorization").partition(" ")
        return rest.strip() if scheme.lower() == "bearer" else self.header("Authorization")


@dataclass(frozen=True)
class Route:
    """A method, a path as regular expression, and the function that serves it; an open one asks for no credentials."""

    method: str
    path: str
    serve: Callable[..., Answer]
    open: bool = False


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")
