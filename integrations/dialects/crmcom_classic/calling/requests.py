"""What is sent: a new contact, or what of one is not so there yet. An entry that is sent again would stand twice."""

from collections.abc import Iterator, Mapping
from typing import Any

from contacts.record.changing.profiles import MASK
from integrations.dialects.crmcom_classic.calling.answers import NOT_OF, SETS, as_sent, entries, unstamped
from integrations.dialects.crmcom_classic.words.pairing import Entry, differing, paired, plain
from integrations.wire.outbound.troubles import Declined

ESSENCE = {"address_set": "postal_code", "phone_set": "number", "email_set": "email_address"}
IDENTIFIERS = {"address_set": "address_identifier", "phone_set": "phone_identifier", "email_set": "email_identifier"}
PARTIAL = ("demographics", "company_profile")
WHOLE = ("date_of_birth", "name_day")  # a date without its year is another one
NEEDED = {"PERSON": ("first_name", "last_name"), "COMPANY": ("company_name",)}
THEIRS = ("owned_by_group_identifier", "privacy_level_identifier")  # every contact there has one


def said(call: Mapping[str, Any]) -> dict[str, Any]:
    """A contact, or some of its fields, as the vendor can take it.

    Raises ``Declined`` for one without what makes a contact there.
    """
    kind = call.get("type")
    if missing := [name for name in NEEDED.get(str(kind), ()) if not call.get(name, True)]:
        raise Declined(f"There a contact needs a {' and a '.join(missing).replace('_', ' ')}.")
    left = {name: value for name, value in call.items() if name not in ("relation_set", NOT_OF.get(str(kind)))}
    left["demographics"] = unmasked(left.get("demographics") or {})
    for name in SETS & left.keys():
        left[name] = [_entry(one) for one in call.get(name) or ()]
    return {name: int(value) if isinstance(value, bool) else value for name, value in left.items()}


def new(call: Mapping[str, Any]) -> dict[str, Any]:
    """A request to create the contact."""
    return _filled(said(call))


def changed(call: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """A request to update the contact that is ``there``, empty when it is so already. A type is given once."""
    wanted = {name: value for name, value in said(call).items() if name != "type"}
    return dict(_changes(wanted, there))


def _changes(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in wanted.items():
        if name in SETS:
            if actions := _actions(name, value, entries(there, SETS[name])):
                yield name, actions
        elif name in PARTIAL:
            inner = there.get(name)
            if asked := dict(_changes(value or {}, inner if isinstance(inner, dict) else {})):
                yield name, asked
        elif name.endswith("_identifier"):
            if value and not any(value.values()):
                continue  # its row is gone
            if not _is_named(value, there.get(name.removesuffix("_identifier"))) and (value or name not in THEIRS):
                yield name, value
        elif name in WHOLE:
            if _differs(value, there.get(name)):
                yield name, value
        elif plain(value, name) != plain(_shown(there, name), name):
            yield name, value


def _actions(name: str, wanted: list[Entry], listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What makes the entries of a set those that are wanted."""
    there = [as_sent(one) for one in listed]
    found = paired(wanted, there, ESSENCE[name])

    def meant(m: int) -> dict[str, Any]:
        key = "id" if listed[m].get("id") else "type"
        return {IDENTIFIERS[name]: {key: listed[m].get(key)}}

    asked = [{"action": "REMOVE", **meant(m)} for m in found.only_second]
    for n, m in found.both:
        if said := {key: value for key, value in differing(wanted[n], there[m]).items() if key != "type"}:
            asked.append({"action": "UPDATE", **meant(m), **said})
    return asked + [{"action": "ADD", **_filled(wanted[n])} for n in found.only_first]


def _entry(one: Entry) -> dict[str, Any]:
    """An entry without the calling code, which its country says; the vendor gives a phone without one its own."""
    is_open = "number" in one and not one.get("country_identifier")
    left_out = {"area_code", "country_identifier"} if is_open else {"area_code"}
    return {name: value for name, value in one.items() if name not in left_out}


def unmasked(person: Mapping[str, Any]) -> dict[str, Any]:
    """Without numbers that whoever asks was given only the ends of."""
    return {name: value for name, value in person.items() if not str(value).startswith(MASK)}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` without what is nothing."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            value = _filled(value)
        elif isinstance(value, list):
            value = [_filled(one) for one in value]
        if value not in (None, "", {}, []):
            found[name] = value
    return found


def _shown(there: Mapping[str, Any], name: str) -> Any:
    value = there.get(name)
    return unstamped(value) if name == "notes" and isinstance(value, str) else value


def _differs(wanted: Any, there: Any) -> bool:
    return bool(differing(wanted or {}, there if isinstance(there, dict) else {}))


def _is_named(identifier: Mapping[str, Any] | None, shown: Any) -> bool:
    """Whether the row that an answer shows is the one that a request names."""
    if not identifier:
        return not shown
    if not isinstance(shown, Mapping):
        return False
    return all(plain(shown.get(key)).casefold() == plain(word).casefold() for key, word in identifier.items())
