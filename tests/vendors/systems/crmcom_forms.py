"""CRM.COM's classic contact: how it is kept, how each method shows it, and how what is sent is written into it."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.vendors.calls import Json
from tests.vendors.systems import crmcom_lookups as lookups
from tests.vendors.systems.crmcom_lookups import COMPANY, CREATOR, SHOWN, UNIT, UPDATED, UPDATER

PLAIN = ("title", "first_name", "middle_name", "last_name", "company_name", "preferred_language")
SHORT = ("last_name", "life_cycle_state", "middle_name", "company_profile", "title", "type", "first_name", "name", "id",
         "company_name", "demographics")  # fmt: skip
UDFS = tuple(name for name in SHOWN if name.startswith("udf_"))
POINTED = ("category", "owned_by_group", "privacy_level")
MATERIAL = {"send_direct_marketing_material": "direct", "send_affiliate_marketing_material": "affiliate"}
PARTS = {"address_set": "addresses_set", "phone_set": "phones_set", "email_set": "emails_set"}
TYPES = {
    "address_set": ("HOME", "BUSINESS", "POBOX"),
    "phone_set": ("LANDLINE", "MOBILE", "FAX"),
    "email_set": ("PERSONAL", "BUSINESS"),
}
NEEDED = {"address_set": ("type",), "phone_set": ("type", "number"), "email_set": ("type", "email_address")}
POINTERS = tuple(f"{name}_identifier" for name in POINTED)
OTHERS = ("token", "type", "notes", "demographics", "company_profile", "relation_set", "fields_set")
ACCEPTED = {*PLAIN, *UDFS, *MATERIAL, *PARTS, *POINTERS, *OTHERS, "contact_information_identifier"}


class Wrong(Exception):
    """What was sent cannot be stored; says the parameter."""


def empty(id: str, kind: str, at: str) -> Json:
    by = {"created_by_user": CREATOR, "updated_by_user": CREATOR, "created_by_unit": UNIT, "updated_by_unit": UNIT}
    return dict.fromkeys(SHOWN) | {
        "id": id, "type": kind, "life_cycle_state": "MARKETING", "organizational_unit": 0, "_parts": 0,
        "log_information": by | {"created_date": at, "updated_date": at},
        "addresses_set": [], "phones_set": [], "emails_set": [], "relation_set": [],
        "demographics": _nulls(SHOWN["demographics"]) if kind == "PERSON" else None,
        "company_profile": _nulls(COMPANY), "authorization_settings": dict.fromkeys(UPDATED["authorization_settings"]),
    }  # fmt: skip


def now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"


def touch(contact: Json) -> None:
    contact["log_information"] |= {"updated_date": now(), "updated_by_user": UPDATER}


def write(contact: Json, sent: Json) -> Json:
    """The contact after what was sent: absent stays, null clears."""
    contact = contact | {name: sent[name] for name in (*PLAIN, *UDFS) if name in sent}
    for name in POINTED:
        if f"{name}_identifier" in sent:
            contact[name] = _pointed(name, sent[f"{name}_identifier"])
    for group in ("demographics", "company_profile"):
        if sent.get(group) and contact[group] is not None:
            contact[group] = contact[group] | _group(contact[group], sent[group])
    for name, shown in PARTS.items():
        for part in sent.get(name) or ():
            contact["_parts"] += 1
            new = uuid5(NAMESPACE_URL, f"{contact['id']}/{contact['_parts']}").hex.upper()
            contact[shown] = _with_part(name, contact[shown], part, new)
    if "notes" in sent:
        stamp = f"{CREATOR['person_name']} {datetime.now(UTC):%-d/%-m/%Y %H:%M:%S}"
        contact["notes"] = f"{stamp} {sent['notes']}" if sent["notes"] else None
    for name, purpose in MATERIAL.items():
        if name in sent:
            contact["authorization_settings"] |= {
                name: sent[name] in (1, True), f"{purpose}_marketing_setting_updated_date": now(),
                f"{purpose}_marketing_setting_updated_by_user": UPDATER,
            }  # fmt: skip
    return _whole(contact)


def _whole(contact: Json) -> Json:
    """The contact with what follows from the rest; refused when it lacks what its type must have."""
    for name in ("first_name", "last_name") if contact["type"] == "PERSON" else ("company_name",):
        if not contact[name] or not isinstance(contact[name], str):
            raise Wrong(name)
    if contact["type"] == "PERSON":  # a person's profile repeats the industry of the person
        repeated = {name: contact["demographics"][name] for name in ("industry", "industry_sector")}
        contact["company_profile"] = contact["company_profile"] | repeated
    return contact | {"name": name_of(contact)}


def name_of(contact: Json) -> str:
    return (
        contact["company_name"] if contact["type"] == "COMPANY" else f"{contact['first_name']} {contact['last_name']}"
    )


def shown(contact: Json) -> Json:
    """As ``show`` answers."""
    full = {name: contact[name] for name in SHOWN}
    for name in PARTS.values():
        full[name] = [part | {"type": part["type"].title()} for part in contact[name]]
    return full


def listed(contact: Json) -> Json:
    """As ``list`` answers: without notes and language, countries in brief, numbers without their zeros."""
    full = {name: value for name, value in shown(contact).items() if name not in ("notes", "preferred_language")}
    full["phones_set"] = [one | {"full_number": one["full_number"].removeprefix("00")} for one in full["phones_set"]]
    full["emails_set"] = [{name: value for name, value in one.items() if name != "notes"} for one in full["emails_set"]]
    brief: Json = _countries_in_brief(full)
    return brief


def updated(contact: Json) -> Json:
    """As ``update`` answers: types in capitals, and who may be sent what."""
    return {name: contact[name] for name in UPDATED}


def short(contact: Json) -> Json:
    """As ``create`` answers."""
    person = contact["type"] == "PERSON"
    profile = None if person else _countries_in_brief(contact["company_profile"])
    return {name: contact[name] for name in SHORT} | {"company_profile": profile}


def related(contact: Json) -> Json:
    """As a relation shows the other one."""
    about = contact["demographics"]
    kept = None if about is None else {name: value for name, value in about.items() if name not in lookups.KINDS}
    return short(contact) | {"demographics": kept}


def _group(old: Json, sent: Json) -> Json:
    """Demographics or the company profile: an identifier becomes what it points at."""
    new: Json = {}
    for name, value in sent.items():
        plain = name.removesuffix("_identifier")
        if plain in old:
            new[plain] = _pointed(plain, value) if plain != name else value
    return new


def _with_part(name: str, parts: list[Json], sent: Any, new: str) -> list[Json]:
    if not isinstance(sent, dict):
        raise Wrong(name)
    action = str(sent.get("action") or "ADD").upper()
    if action == "ADD":
        for field in NEEDED[name]:
            if not sent.get(field):
                raise Wrong(f"{name}.{field}")
        return [*parts, _part(name, {"id": new, "state": "Active"}, sent)]
    place = _place(parts, sent.get(name.replace("_set", "_identifier")), name)
    if action == "UPDATE":
        return [*parts[:place], _part(name, parts[place], sent), *parts[place + 1 :]]
    if action != "REMOVE":
        raise Wrong(f"{name}.action")
    return [*parts[:place], *parts[place + 1 :]]


def _place(parts: list[Json], identifier: Any, name: str) -> int:
    if not isinstance(identifier, dict) or len(identifier) != 1:
        raise Wrong(f"{name}.identifier")
    ((field, value),) = identifier.items()
    same = [place for place, part in enumerate(parts) if _same_word(str(part.get(field, "")), str(value))]
    if len(same) != 1:
        raise Wrong(f"{name}.identifier")
    return same[0]


def _part(name: str, old: Json, sent: Json) -> Json:
    shape = SHOWN[PARTS[name]][0]
    part: Json = (
        dict.fromkeys(shape) | old | {key: sent[key] for key in shape if key in sent and key not in ("id", "state")}
    )
    if "email_address" in sent:
        part["email"] = sent["email_address"]
    part["type"] = str(part["type"]).upper().replace(" ", "_")
    if part["type"] not in TYPES[name] and not re.fullmatch("CUSTOM[1-5]", part["type"]):
        raise Wrong(f"{name}.type")
    if "country_identifier" in sent:
        part["country"] = _pointed("country", sent["country_identifier"])
    if name == "phone_set":
        part["country"] = part["country"] or lookups.default_country()
        part["area_code"] = lookups.calling_code(part["country"]["two_character_code"])
        part["full_number"] = f"00{part['area_code']}{part['number']}"
    return part


def _pointed(name: str, identifier: Any) -> Json | None:
    try:
        return lookups.found(name, identifier)
    except KeyError:
        raise Wrong(f"{name}_identifier") from None


def _same_word(one: str, other: str) -> bool:
    return one.upper().replace("_", " ") == other.upper().replace("_", " ")


def _nulls(like: Json) -> Json:
    groups = ("date_of_birth", "name_day")
    return {name: dict.fromkeys(value) if name in groups else None for name, value in like.items()}


def _countries_in_brief(value: Any) -> Any:
    if isinstance(value, list):
        return [_countries_in_brief(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if "two_character_code" in value:
        return {"name": value["name"], "id": value["id"]}
    return {name: _countries_in_brief(inner) for name, inner in value.items()}
