"""What is sent for a contact and heard of it, in the words of the document."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from contacts.record.changing.profiles import MASK
from integrations.dialects.crmcom_selfservice.calling.judging import CUSTOM
from integrations.dialects.crmcom_selfservice.calling.logins import MARK, Login
from integrations.mapping.table import BLANKS
from integrations.wire.outbound.connector import Call
from integrations.wire.outbound.troubles import Declined

REGISTERED = ("first_name", "last_name", "email_opt_out", "sms_opt_out", "consent_state")
CONSENTS = REGISTERED[2:]
NEEDED = ("first_name", "last_name")
WHOLE = ("date_of_birth", "name_day")  # a date without its year is another one


def registration(call: Call, login: Login, *, mails: bool) -> dict[str, Any]:
    """A person who registers with a password of its own; raises ``Declined`` for one without a whole name."""
    if missing := [name for name in NEEDED if not call.get(name)]:
        raise Declined(f"There a contact is a person with a {' and a '.join(missing).replace('_', ' ')}.")
    identity = {
        "provider": "EMAIL", "username": login.username, "password": login.password, "validation_required": mails,
    }  # fmt: skip
    told = {name: _spelled(call[name]) for name in REGISTERED if call.get(name) is not None}
    return told | {"identity": identity}


def changed(call: Call, there: Mapping[str, Any]) -> dict[str, Any]:
    """A request to update the contact that is ``there``, empty when it is so already."""
    shown = heard(there)
    asked = dict(_changes({name: value for name, value in call.items() if name not in (MARK, CUSTOM)}, shown))
    if fields := _fields(call.get(CUSTOM) or [], shown.get(CUSTOM)):
        asked[CUSTOM] = fields
    return asked


def without(changes: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """The request without these custom fields, or without any."""
    fields = [one for one in changes.get(CUSTOM, ()) if keys and one["key"] not in keys]
    left = {name: value for name, value in changes.items() if name != CUSTOM}
    return left | ({CUSTOM: fields} if fields else {})


def heard(data: Mapping[str, Any]) -> dict[str, Any]:
    """A contact of theirs for ``Table.reply``.

    Until it has proven its address it is none and has no code, and all that is shown is what it registered with.
    """
    if data.get("code") in BLANKS:
        return {name: data[name] for name in (*REGISTERED, "email_address") if name in data}
    language = {"preferred_language_code": data["preferred_language"]} if "preferred_language" in data else {}
    return language | dict(data)


def _changes(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in wanted.items():
        shown = there.get(name)
        if isinstance(value, Mapping):
            inner = dict(_changes(value, shown if isinstance(shown, Mapping) else {}))
            if inner:
                yield name, dict(value) if name in WHOLE else inner
        elif _is_news(name, value) and _plain(value) != _plain(shown) and (value is not False or name in there):
            yield name, _spelled(value)


def _is_news(name: str, value: Any) -> bool:
    """Not so a consent that nobody gave or refused, nor a number that we were given only the end of."""
    return not (name in CONSENTS and value is None) and not str(value).startswith(MASK)


def _fields(wanted: list[Any], there: Any) -> list[dict[str, Any]]:
    """Custom fields that differ; where the contact there shows its own, only those that it has."""
    pairs = [one for one in there if isinstance(one, Mapping)] if isinstance(there, list) else []
    shown = {str(one.get("key")): one.get("value") for one in pairs}
    return [
        one for one in wanted
        if _plain(one["value"]) != _plain(shown.get(one["key"])) and (not shown or one["key"] in shown)
    ]  # fmt: skip


def _spelled(value: Any) -> Any:
    """Flags are texts in requests (line 1053)."""
    return str(value).lower() if isinstance(value, bool) else value


def _plain(value: Any) -> str:
    if value in BLANKS:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    return str(_spelled(value))
