"""Records to JSON text and back; the text is what is stored, and what a GET sends unread."""

import datetime as dt
from typing import Any

import msgspec

from contacts.record.contact import ContactRecord

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(ContactRecord)
_plain = msgspec.json.Decoder()


def to_text(record: ContactRecord) -> str:
    """The stored JSON text of a record, keys in the order of the class."""
    return _encoder.encode(record).decode()


def from_text(text: str | bytes) -> ContactRecord:
    """The record of a stored text."""
    return _decoder.decode(text)


def body_from_text(text: str | bytes) -> dict[str, Any]:
    """The stored text as plain JSON values, for those who only look."""
    body: dict[str, Any] = _plain.decode(text)
    return body


def to_body(record: ContactRecord) -> dict[str, Any]:
    """A record as plain JSON values, the same as reading its text."""
    return body_from_text(to_text(record))


def from_body(body: dict[str, Any]) -> ContactRecord:
    """The record of plain JSON values; raises ``msgspec.ValidationError`` when it is none."""
    return msgspec.convert(body, ContactRecord)


def dumps(value: Any) -> str:
    """Any JSON value as compact text."""
    return _encoder.encode(value).decode()


def loads(text: str) -> Any:
    """The JSON value of a text."""
    return _plain.decode(text)


def moment(value: dt.datetime) -> str:
    """A time as records spell it: UTC, RFC 3339 with ``Z``."""
    return str(msgspec.to_builtins(value))
