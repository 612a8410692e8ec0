"""Reading what the other side answered, as something that may be anything; raises ``TryAgain`` for what it is not."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from integrations.mapping.table import BLANKS
from integrations.wire.outbound.line import BROKEN, Answer
from integrations.wire.outbound.translating import is_mark
from integrations.wire.outbound.troubles import Declined, TryAgain

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,199}")  # fits a path and a column of ours
DIGITS = re.compile(r"[\W_]+")
LARGEST = 2**63 - 1
REFUSALS = (400, 409, 422)


def id_of(data: Mapping[str, Any], key: str) -> str:
    """What they call a contact."""
    value = data.get(key)
    if type(value) is int and 0 < value <= LARGEST:
        return str(value)
    if isinstance(value, str) and ID.fullmatch(value):
        return value
    raise TryAgain(BROKEN)


def number_of(data: Mapping[str, Any], key: str) -> int:
    """A contact's id that is a number, as the paging of most needs."""
    text = id_of(data, key)
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST):
        raise TryAgain(BROKEN)
    return int(text)


def objects(value: Any) -> list[dict[str, Any]]:
    """A list of nothing but objects."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise TryAgain(BROKEN)
    return value


def count(value: Any) -> int:
    """How many of something there are."""
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise TryAgain(BROKEN)
    return value


def moment(value: Any, zone: dt.tzinfo) -> dt.datetime | None:
    """A time, in ``zone`` when it names none; None for what is no time."""
    try:
        found = dt.datetime.fromisoformat(value)
        return found.replace(tzinfo=found.tzinfo or zone).astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def at(path: str, theirs: str) -> str:
    """The path of one contact; raises ``Declined`` for what can be no id of theirs."""
    if not ID.fullmatch(theirs):
        raise Declined("The contact has an id that cannot be one of theirs.")
    return path.format(quote(theirs, safe=""))


def done(answer: Answer, said: Mapping[str, Any]) -> Answer:
    """The answer when its status says that it was done; a refusal names those fields of ``said`` that it is about."""
    if answer.status in REFUSALS:
        found = refused(answer, said)
        if found:
            raise Declined(not_accepted(found), status=answer.status)
    return answer.checked()


def refused(answer: Answer, said: Mapping[str, Any]) -> list[str]:
    """The fields of ours that a refusal names; their other words are not repeated."""
    try:
        errors = {key.lower(): value for key, value in answer.object().items()}.get("errors")
    except TryAgain:
        return []
    tops = {str(key).partition(".")[0] for key in errors} if isinstance(errors, dict) else set()
    return [key for key in said if key in tops]


def not_accepted(fields: Iterable[str]) -> str:
    """The sentence about fields that they do not take."""
    return f"The other side does not accept what we have in {', '.join(fields)}."


def filled(call: Mapping[str, Any]) -> dict[str, Any]:
    """What of a call says something: a new contact gets their own defaults for the rest."""
    told = {key: filled(value) if isinstance(value, Mapping) else value for key, value in call.items()}
    return {key: value for key, value in told.items() if value not in BLANKS}


def holds(data: Mapping[str, Any], call: Mapping[str, Any]) -> bool:
    """Whether a contact of theirs has all that ``call`` says, spelled in their way, as far as they show it."""
    return all(
        _alike(data[key], value)
        for key, value in filled(call).items()
        if key in data and not (is_mark(value) and data[key] in BLANKS)
    )


def _alike(theirs: Any, ours: Any) -> bool:
    if isinstance(ours, Mapping):
        return isinstance(theirs, Mapping) and holds(theirs, ours)
    if isinstance(ours, list):
        return isinstance(theirs, list) and sorted(map(_plain, theirs)) == sorted(map(_plain, ours))
    one, other = _plain(theirs), _plain(ours)
    return one == other or ("@" not in one and DIGITS.sub("", one) == DIGITS.sub("", other) != "")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else " ".join(str(value).casefold().split())
