"""Answers: the table's rendering, and what no single contact's values tell."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from msgspec.structs import asdict, replace

from contacts.consents import queries as consents
from integrations.dialects.crmcom_classic.asking.lookups import ClassicLookups
from integrations.dialects.crmcom_classic.table import TABLE, brief
from integrations.mapping.codecs import Known
from integrations.mapping.sources import Body
from integrations.wire.inbound.bodies import encoded
from integrations.wire.rendering import Form, form_of

BRIEF = ("short", "related")
MATERIAL = {"direct": "marketing", "affiliate": "affiliate_marketing"}
LIST = form_of(TABLE, "list")
SAID = {"ACCEPTED": True, "REJECTED": False}


def render(body: Body, known: ClassicLookups, form: str) -> dict[str, Any]:
    """A contact that ``known`` has seen, in one of the forms."""
    if form in BRIEF:
        return brief(body, known, form)
    found = TABLE.render(body, known, form)
    if form == "update":
        found["authorization_settings"] = _authorization(body, known)
    return found


def listed(fields: Iterable[str]) -> Form:
    """The form of lists, with these fields alone unless there are none."""
    wanted = sorted(set(fields))

    def render(body: Body, known: Known) -> Any:
        found = LIST.render(cast(Any, known).numbered(body), known)
        return selected(asdict(found), wanted) if wanted else found

    return replace(LIST, name=b"%b%b " % (LIST.name, encoded(wanted)), render=render)


def selected(found: Mapping[str, Any], fields: Iterable[str]) -> Mapping[str, Any]:
    """Only the fields that were asked for by their names in answers; without any, all. Unknown ones are nothing."""
    wanted = set(fields)
    return {name: value for name, value in found.items() if name in wanted} if wanted else found


def fields_of(said: Mapping[str, Any]) -> list[str]:
    """The names in ``fields_set``, a text with commas or a list."""
    sent = said.get("fields_set")
    words = sent.split(",") if isinstance(sent, str) else sent if isinstance(sent, list) else []
    return [word.strip() for word in words if isinstance(word, str) and word.strip()]


def _authorization(body: Body, known: ClassicLookups) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, purpose in MATERIAL.items():
        said = body["consents"].get(purpose, {}).get("ANY")
        event = consents.last(body["id"], purpose, "ANY") if said else None
        found[f"send_{name}_marketing_material"] = SAID.get(said)
        found[f"{name}_marketing_setting_updated_date"] = known.time(event.at) if event else None
        found[f"{name}_marketing_setting_updated_by_user"] = event and {
            "person_name": event.actor_label, "username": event.actor_label,
            "id": None if event.actor_id is None else str(event.actor_id),
        }  # fmt: skip
    return found
