"""Requests read and answers written: JSON first, forms where a dialect takes them, both within limits."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from integrations.wire.inbound.faults import Refused, refused

JSON = "application/json"
MOST_NESTED, MOST_KEYS = 20, 1_000
_encoder = msgspec.json.Encoder()


def read(request: HttpRequest, *, form: bool = False) -> Any:
    """The body as plain values, None when there is none; raises ``Refused`` 400. Doubled keys: the last one counts."""
    body = request.body
    if not body.strip():
        return None
    if form and _is_form(request) and body.lstrip()[:1] not in (b"{", b"["):
        return dict(request.POST.items())
    return decoded(body)


def decoded(text: bytes | str) -> Any:
    """JSON as plain values, within limits; raises ``Refused`` 400."""
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise unreadable("The body is not JSON.") from None
    _measure(data, MOST_NESTED, [MOST_KEYS])
    return data


def read_object(request: HttpRequest, *, form: bool = False) -> dict[str, Any]:
    """The body, an object; nothing is an empty one."""
    data = read(request, form=form)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise unreadable("The body is not a JSON object.")
    return data


def unreadable(message: str) -> Refused:
    """400 for a body that cannot be read."""
    return refused(400, "invalid", message)


def answer(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """``value`` as JSON."""
    return HttpResponse(_encoder.encode(value), status=status, content_type=JSON, headers=headers)


def encoded(value: Any) -> bytes:
    """``value`` as JSON text."""
    return _encoder.encode(value)


def _is_form(request: HttpRequest) -> bool:
    kind = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    return kind in ("application/x-www-form-urlencoded", "multipart/form-data")


def _measure(value: Any, depth: int, keys: list[int]) -> None:
    """Raise when ``value`` is nested deeper than ``depth``, or has more keys than are left."""
    if depth == 0:
        raise unreadable(f"The body is nested more than {MOST_NESTED} deep.")
    inner = value.values() if isinstance(value, dict) else value
    keys[0] -= len(value) if isinstance(value, dict) else 0
    if keys[0] < 0:
        raise unreadable(f"The body has more than {MOST_KEYS} keys.")
    for one in inner if isinstance(value, (dict, list)) else ():
        if isinstance(one, (dict, list)):
            _measure(one, depth - 1, keys)
