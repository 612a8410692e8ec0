"""Answers: the table's rendering, and what no single contact's values tell."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from contacts.consents import queries as consents
from contacts.history.queries import Who
from contacts.record.parsing import codec
from integrations.dialects.crmcom_classic.asking.knowing import Sight
from integrations.dialects.crmcom_classic.table import TABLE
from integrations.dialects.crmcom_classic.words.values import NAME
from integrations.mapping.codecs import Known
from integrations.mapping.sources import Body
from integrations.wire.inbound.bodies import encoded
from integrations.wire.showing import Form

# Units are the vendor's own; programs read their names, so there is one, called as in the sample.
UNIT = {
    "community_name": "Internal Community", "group_name": "Main Group", "name": "Admin Unit",
    "id": "48305F8849E3C18B227C5BE3A27BA6DF", "description": "r1", "alternative_code": "MG",
}  # fmt: skip
BRIEF = ("short", "related")
PAIR = ("industry", "industry_sector")
MATERIAL = {"direct": "marketing", "affiliate": "affiliate_marketing"}
SAID = {"ACCEPTED": True, "REJECTED": False}


def shown(body: Body, known: Sight, form: str) -> dict[str, Any]:
    """A contact that ``known`` has seen, in one of the forms."""
    found = TABLE.render(body, known, form)
    is_company = body["kind"] == "company"
    if form in BRIEF:
        found["demographics" if is_company else "company_profile"] = None
        return found
    if not is_company:  # the sample shows a person's industry in both places
        profile, person = found["company_profile"], found["demographics"]
        found["company_profile"] = {**profile, **{key: profile[key] or person[key] for key in PAIR}}
    for relation, part in zip(found["relation_set"], _seen(body, known), strict=True):
        other = known.related(part["contact"])
        relation["contact"] = other and shown(other, known, "related")
    found["log_information"] = _log(body, known)
    if form == "update":
        found["authorization_settings"] = _authorization(body, known)
    return found


def listed(fields: Iterable[str]) -> Form:
    """The form of lists, with these fields alone unless there are none."""
    wanted = sorted(set(fields))

    def render(body: Body, known: Known) -> Any:
        return selected(shown(cast(Sight, known).numbered(body), cast(Sight, known), "list"), wanted)

    return Form(b"%b list %b " % (NAME.encode(), encoded(wanted)), TABLE, codec.body_from_text, render)


def selected(found: Mapping[str, Any], fields: Iterable[str]) -> Mapping[str, Any]:
    """Only the fields that were asked for by their names in answers; without any, all. Unknown ones are nothing."""
    wanted = set(fields)
    return {name: value for name, value in found.items() if name in wanted} if wanted else found


def fields_of(said: Mapping[str, Any]) -> list[str]:
    """The names in ``fields_set``, a text with commas or a list."""
    sent = said.get("fields_set")
    words = sent.split(",") if isinstance(sent, str) else sent if isinstance(sent, list) else []
    return [word.strip() for word in words if isinstance(word, str) and word.strip()]


def _seen(body: Body, known: Sight) -> list[Mapping[str, Any]]:
    return [part for part in body["relations"] if known.related(part["contact"])]


def _log(body: Body, known: Sight) -> dict[str, Any]:
    first, last = known.change(body["id"], first=True), known.change(body["id"], first=False)
    return {
        "created_date": known.time(body["created_at"]), "updated_date": known.time(body["updated_at"]),
        "created_by_user": _user(first), "updated_by_user": _user(last),
        "created_by_unit": UNIT, "updated_by_unit": UNIT,
    }  # fmt: skip


def _user(who: Who | None) -> dict[str, Any] | None:
    if who is None:
        return None
    id_ = None if who.id is None else str(who.id)
    return {"person_name": who.label, "username": who.label, "id": id_, "email": None}


def _authorization(body: Body, known: Sight) -> dict[str, Any]:
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
