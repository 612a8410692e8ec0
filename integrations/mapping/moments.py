"""How times and days are spelled; records have UTC, RFC 3339 with ``Z``."""

import datetime as dt
from typing import Any

from contacts.record.errors import invalid
from integrations.mapping.codecs import Codec, Known


def naive_moment(separator: str = "T") -> Codec:
    """``2017-02-21T16:13:30``, or with another ``separator``, in the time zone of the installation's dialects."""

    def encode(value: Any, known: Known) -> Any:
        if not value:
            return None
        if known.zone is not dt.UTC:
            value = dt.datetime.fromisoformat(value).astimezone(known.zone).isoformat()
        return value[:19] if separator == "T" else f"{value[:10]}{separator}{value[11:19]}"

    def decode(value: Any, known: Known) -> str | None:
        found = _moment(value)
        moment = dt.datetime.fromisoformat(found) if found else None
        try:
            aware = moment and moment.replace(tzinfo=moment.tzinfo or known.zone).astimezone(dt.UTC)
        except OverflowError:
            raise invalid("", "invalid", "Expected a time in the years 1 to 9999.") from None
        return aware.isoformat().replace("+00:00", "Z") if aware else None

    return Codec(_moment, None, encode, schema={"type": ["string", "null"]}, decode_known=decode)


def iso_moment(*, milliseconds: bool = True) -> Codec:
    """``2017-02-21T16:13:30.123Z``."""

    def encode(value: Any) -> Any:
        if not value:
            return None
        fraction = (value[20:].rstrip("Z") + "000")[:3] if len(value) > 20 else "000"
        return f"{value[:19]}.{fraction}Z" if milliseconds else f"{value[:19]}Z"

    return Codec(_moment, encode, schema={"type": ["string", "null"], "format": "date-time"})


def epoch_moment() -> Codec:
    """Seconds since 1970."""

    def decode(value: Any) -> str | None:
        if value is None:
            return None
        try:
            return dt.datetime.fromtimestamp(int(value), dt.UTC).isoformat()
        except (ValueError, TypeError, OverflowError, OSError):
            raise invalid("", "invalid", "Expected seconds since 1970.") from None

    def encode(value: Any) -> Any:
        return int(dt.datetime.fromisoformat(value).timestamp()) if value else None

    return Codec(decode, encode, schema={"type": ["integer", "null"]})


def epoch_day() -> Codec:
    """A day as the seconds since 1970 at its beginning (UTC); any second of it is understood."""
    moment = epoch_moment()

    def decode(value: Any) -> str | None:
        found: str | None = moment.decode(value)
        return found[:10] if found else None

    def encode(value: Any) -> Any:
        return int(dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC).timestamp()) if value else None

    return Codec(decode, encode, schema={"type": ["integer", "null"]})


def _moment(value: Any) -> str | None:
    if value is None or value == "":
        return None
    try:
        return dt.datetime.fromisoformat(value).isoformat()
    except (ValueError, TypeError):
        raise invalid("", "invalid", "Expected a date and time like 2026-02-28T09:30:00.") from None


def day() -> Codec:
    """``2026-02-28``, also as the beginning of a date with a time."""

    def decode(value: Any) -> str | None:
        found = _moment(value)
        return found[:10] if found else None

    return Codec(decode, schema={"type": ["string", "null"], "format": "date"})
