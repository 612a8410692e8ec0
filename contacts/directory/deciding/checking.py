"""Checks of a batch against the database: codes that are taken, rows that do not exist, circular relations."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from contacts.directory.commands import Refused
from contacts.directory.deciding import keys
from contacts.directory.models import Contact, ContactRelation
from contacts.history.actor import Door
from contacts.lookups import queries as lookups
from contacts.record import consents
from contacts.record.changing.references import references
from contacts.record.choices import reverse_relation
from contacts.record.contact import ContactRecord
from contacts.record.errors import FieldError
from contacts.tables import bulk
from contacts.zones import queries as zones

if TYPE_CHECKING:
    from contacts.directory.deciding.planning import Made, Plan


CAREFUL = frozenset({"import", "sync"})  # doors by which nobody speaks for the contact


def check(made: Sequence["Made"], *, door: Door) -> list["Made"]:
    """The plans that hold, and refusals in place of those that do not; a statement for each kind of question asked."""
    plans = [item for item in made if not isinstance(item, Refused) and item.action != "unchanged"]
    faults: dict[int, list[FieldError]] = {}
    widened = _widened(plans) if door in CAREFUL else ()
    for id_, error in (*widened, *_codes(plans), *_uuids(plans), *_relations(plans), *_restored_references(plans)):
        faults.setdefault(id_, []).append(error)
    return [
        Refused("invalid", tuple(faults[item.after.id]))
        if not isinstance(item, Refused) and item.after.id in faults
        else item
        for item in made
    ]


def _widened(plans: Iterable["Plan"]) -> Iterable[tuple[int, FieldError]]:
    """Rejections that would no longer hold: only the contact or somebody at the desk takes one back."""
    for item in plans:
        if item.before is None or item.before.consents == item.after.consents:
            continue
        for purpose, channel in consents.widened(item.before.consents, item.after.consents):
            sentence = (
                "The contact has rejected this, and a file or another system cannot take that back. Leave it out."
            )
            yield item.after.id, FieldError(f"consents.{purpose}.{channel}", "widened", sentence)


def _codes(plans: Iterable["Plan"]) -> Iterable[tuple[int, FieldError]]:
    """Codes that another contact, of the database or of this batch, has."""
    asked = [item.after for item in plans if item.before is None or item.before.code != item.after.code]
    chosen = [record for record in asked if record.code != keys.code(record.id)]
    owners: dict[str, int] = {}
    taken = dict(Contact.objects.filter(code__in={r.code for r in chosen}).values_list("code", "id")) if chosen else {}
    for record in asked:
        owner = taken.get(record.code, owners.setdefault(record.code, record.id))
        if owner != record.id:
            yield record.id, FieldError("code", "taken", f"The code {record.code!r} belongs to contact {owner}.")


def _uuids(plans: Iterable["Plan"]) -> Iterable[tuple[int, FieldError]]:
    new: dict[str, int] = {}
    for item in plans:
        if item.brought and new.setdefault(item.after.uuid, item.after.id) != item.after.id:
            yield item.after.id, FieldError("uuid", "taken", "Another contact of the same batch has this UUID.")
    if not new:
        return
    for uuid in bulk.existing(Contact, "uuid", list(new)):
        yield new[str(uuid)], FieldError("uuid", "taken", "A contact with this UUID exists already.")


def _new_relations(plans: Iterable["Plan"]) -> list[tuple[ContactRecord, int, int, str]]:
    """``(contact, position, other, type)`` of the relations that a plan adds or points elsewhere."""
    found: list[tuple[ContactRecord, int, int, str]] = []
    for item in plans:
        if not item.after.relations:
            continue
        before = {r.id: (r.contact, r.type) for r in item.before.relations} if item.before else {}
        for n, relation in enumerate(item.after.relations):
            if before.get(relation.id) != (relation.contact, relation.type):
                found.append((item.after, n, relation.contact, relation.type))
    return found


def _relations(plans: Sequence["Plan"]) -> Iterable[tuple[int, FieldError]]:
    """Relations to contacts that do not exist, and those that contradict a relation of the other contact."""
    new = _new_relations(plans)
    if not new:
        return
    others = {other for _, _, other, _ in new if abs(other) < 2**63}
    there = set(Contact.objects.filter(pk__in=others).values_list("pk", flat=True))
    there |= {item.after.id for item in plans if item.before is None}
    opposite = set(
        ContactRelation.objects.filter(contact__in=others, other__in={r.id for r, _, _, _ in new}).values_list(
            "contact_id", "other_id", "type"
        )
    )
    opposite |= {(record.id, other, type_) for record, _, other, type_ in new}
    for record, n, other, type_ in new:
        if other not in there:
            yield record.id, FieldError(f"relations[{n}].contact", "unknown", f"There is no contact {other}.")
        elif reverse_relation(type_) != type_ and (other, record.id, type_) in opposite:
            sentence = f"Circular: contact {other} already names this one as its {type_.lower()}."
            yield record.id, FieldError(f"relations[{n}].type", "circular", sentence)


def _restored_references(plans: Iterable["Plan"]) -> Iterable[tuple[int, FieldError]]:
    """Look-ups, zones and custom fields that an old revision names and that have since been removed."""
    restored = [item.after for item in plans if item.action == "restored"]
    named = [(record.id, *reference) for record in restored for reference in references(record)]
    if not named:
        return
    wanted: dict[str, set[Any]] = defaultdict(set)
    for _, _, kind, ref in named:
        wanted[kind].add(ref)
    there = {kind: _there(kind, refs) for kind, refs in wanted.items()}
    for id_, path, kind, ref in named:
        if ref not in there[kind]:
            shown = ref[-1] if isinstance(ref, tuple) else ref
            sentence = f"The {kind.replace('_', ' ')} {shown} of that revision is gone."
            yield id_, FieldError(path, "unknown", sentence)


def _there(kind: str, refs: set[Any]) -> Container[Any]:
    if kind == "zone":
        return zones.names(refs)
    if kind == "custom_field":
        return lookups.custom_fields({alias for _, _, alias in refs})
    return lookups.find(kind, refs)
