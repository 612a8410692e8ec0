"""Which stored contact a row speaks of, and which of its parts; for a whole chunk of rows in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from contacts.directory.models import Contact, ContactEmail, ContactPhone
from contacts.imports.incoming import Contact as Incoming
from contacts.record.cleaning.clean import capitals, phone
from contacts.record.contact import ContactRecord
from contacts.record.errors import Invalid
from contacts.tables.rowids import is_row_id

MATCH_KEYS = ("id", "uuid", "external_id", "code", "membership_number", "import_ref", "email", "phone")
PLACES = {"email": "emails[0].email", "phone": "phones[0].number"}  # of keys that are no values of the contact itself
Key = tuple[str, str]


class Match(Struct, frozen=True):
    """The contacts a row's first filled match key leads to; more than one means that nobody can say which."""

    key: Key | None
    contacts: tuple[int, ...] = ()


def key_of(contact: Incoming, match: Sequence[str], country: str | None) -> Key | None:
    """The first of ``match`` that the row fills, with its value folded for comparing."""
    for name in match:
        value = _value(contact, name, country)
        if value:
            return name, value
    return None


def _value(contact: Incoming, name: str, country: str | None) -> str:
    if name == "email":
        return next((capitals(str(e["email"])) for e in contact.get("emails") or () if e.get("email")), "")
    if name == "phone":
        numbers = (_e164(item, country) for item in contact.get("phones") or ())
        return next((number for number in numbers if number), "")
    return str(contact.get(name) or "").strip()


def _e164(item: dict[str, Any], country: str | None) -> str:
    try:
        return phone(str(item.get("number") or ""), item.get("country") or country)[1]
    except Invalid:
        return ""


def matches(keys: Iterable[Key]) -> dict[Key, tuple[int, ...]]:
    """Contacts by key, archived ones left out; a statement for each kind of key."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, value in keys:
        wanted[name].add(value)
    found: dict[Key, set[int]] = defaultdict(set)
    for name, values in wanted.items():
        for stored, contact in _rows(name, values):
            found[name, str(stored)].add(contact)
    return {key: tuple(sorted(ids)) for key, ids in found.items()}


def _rows(name: str, values: set[str]) -> Iterable[tuple[object, int]]:
    if name == "email":
        rows = ContactEmail.objects.filter(contact__is_archived=False, email__upper__in=values)
        return ((capitals(email), contact) for email, contact in rows.values_list("email", "contact_id"))
    if name == "phone":
        phones = ContactPhone.objects.filter(contact__is_archived=False, e164__in=values)
        return phones.values_list("e164", "contact_id")
    live = Contact.objects.filter(is_archived=False)
    if name == "id":
        ids = {int(value) for value in values if is_row_id(value)}
        return live.filter(pk__in=ids).values_list("pk", "pk")
    if name == "uuid":
        by_uuid = {uuid: value for value in values if (uuid := _uuid(value))}
        return ((by_uuid[uuid], pk) for uuid, pk in live.filter(uuid__in=by_uuid).values_list("uuid", "pk"))
    return live.filter(**{f"{name}__in": values}).values_list(name, "pk")


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def aligned(contact: Incoming, current: ContactRecord, country: str | None) -> Incoming:
    """``contact`` with the ids of those stored parts that it repeats, so that reading a file twice adds nothing."""
    result = dict(contact)
    for part, same in (("emails", _same_email), ("phones", _same_phone), ("addresses", _same_address)):
        free = list(getattr(current, part))
        items = []
        for item in result.get(part) or ():
            stored = next((one for one in free if same(item, one, country)), None)
            if stored is not None:
                free.remove(stored)
                item = {**item, "id": stored.id}
            items.append(item)
        if items:
            result[part] = items
    return result


def _same_email(item: dict[str, Any], stored: Any, country: str | None) -> bool:
    return bool(str(item.get("email") or "").casefold() == stored.email.casefold())


def _same_phone(item: dict[str, Any], stored: Any, country: str | None) -> bool:
    digits = "".join(c for c in str(item.get("number") or "") if c.isdigit())
    same = digits == "".join(c for c in stored.number if c.isdigit())
    return same or bool(stored.e164 and stored.e164 == _e164(item, country or stored.country))


def _same_address(item: dict[str, Any], stored: Any, country: str | None) -> bool:
    """The same kind of address, unless both name a street and it is another one."""
    if item.get("type", "HOME") != stored.type:
        return False
    here, there = str(item.get("street_name") or "").casefold(), stored.street_name.casefold()
    return not here or not there or here == there


def filled_only(contact: Incoming, current: dict[str, Any], targets: Sequence[str]) -> Incoming:
    """``contact`` without those ``targets`` (top-level values) that already hold something."""
    return {key: value for key, value in contact.items() if key not in targets or not current.get(key)}
