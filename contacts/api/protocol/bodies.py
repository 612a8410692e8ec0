"""JSON in and out: read with what is wrong named, written once, passed through where it is stored already."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from contacts.api.protocol.problems import Problem
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing.explain import misfits
from contacts.record.parsing.parse import MAX_ERRORS

JSON = "application/json"
MOST_NESTED = 20  # levels
T = TypeVar("T", bound=msgspec.Struct)
_encoder = msgspec.json.Encoder()
_pieces = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_json(request: Request) -> Any:
    """The body as plain values; raises ``Problem`` 413, 415, or 400 saying at which byte it stops being JSON."""
    kind = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if kind not in (JSON, "application/merge-patch+json") and not (kind == "" or kind.endswith("+json")):
        raise Problem(415, f"Send {JSON} (got {kind}).")
    body = raw_body(request)
    if not body:
        raise Problem(400, "The body is empty. Send a JSON object.")
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as exc:
        raise Problem(400, f"The body is not JSON: {exc}.") from None
    _check_depth(data)
    return data


def read_as(shape: type[T], request: Request) -> T:
    """The body as ``shape``; raises ``Invalid`` at every key that does not fit."""
    data = read_json(request)
    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError:
        raise Invalid(islice(misfits(data, shape), MAX_ERRORS)) from None


def read_object(request: Request, *, known: Iterable[str]) -> dict[str, Any]:
    """The body, which must be an object with no keys but ``known``; raises ``Invalid`` at every other key."""
    data = read_json(request)
    if not isinstance(data, dict):
        raise Problem(400, "Expected a JSON object.")
    if unknown := [key for key in data if key not in known]:
        sentence = f"Expected {', '.join(known)} only."
        raise Invalid([FieldError(key[:60], "unknown_field", sentence) for key in unknown])
    return data


def _check_depth(value: Any, left: int = MOST_NESTED) -> None:
    if left == 0:
        raise Problem(400, f"The body is nested more than {MOST_NESTED} deep.")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, (dict, list)):
            _check_depth(inner, left - 1)


def raw_body(request: Request) -> bytes:
    """The bytes that were sent; too many raise ``RequestDataTooBig``."""
    return request._request.body


def answer(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """``value`` (plain, or msgspec structs) as JSON."""
    return HttpResponse(_encoder.encode(value), status=status, content_type=JSON, headers=headers)


def passed(text: str | bytes, *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """JSON text as it is."""
    return HttpResponse(text, status=status, content_type=JSON, headers=headers)


def selected(text: str | bytes, fields: tuple[str, ...]) -> bytes:
    """The top-level keys ``fields`` of a stored JSON text, values untouched."""
    values = _pieces.decode(text)
    return _encoder.encode({name: values[name] for name in fields})
