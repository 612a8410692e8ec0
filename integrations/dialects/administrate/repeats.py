"""A create that is sent again because its answer was lost.

The document has no key for that, and an external_id need not be one contact's alone: a repeat is what names a contact
that is there and says nothing new of it.
"""

from collections.abc import Mapping
from typing import Any, Literal

from contacts.directory import operations as door
from contacts.directory import queries as directory
from contacts.directory.commands import Saved, Update
from contacts.directory.reading import snapshots
from contacts.record.cleaning.clean import text_fault
from contacts.tables.locks import advisory_lock
from integrations.credentials.queries import Caller
from integrations.dialects.administrate.table import TABLE
from integrations.mapping.codecs import Known
from integrations.wire.inbound import people
from integrations.wire.inbound.people import Person

NAMED_BY: tuple[Literal["external_id", "import_ref"], ...] = ("external_id", "import_ref")
MOST, LONGEST = 20, 200


def repeated(data: Mapping[str, Any], *, caller: Caller, known: Known) -> Person | None:
    """The contact that this request has made before, or None; of two at once the second sees the first.

    Must be called in the transaction in which one is made otherwise.
    """
    name = next((one for one in NAMED_BY if _is_name(data.get(one))), None)
    if name is None:
        return None
    value = data[name].strip()
    advisory_lock(f"administrate {name} {value}")
    bodies = snapshots.bodies(directory.called(name, value).values_list("pk", flat=True)[:MOST])
    found = (Person(id_, body["revision"], body) for id_, body in sorted(bodies.items()))
    mine = (person for person in found if people.within_reach(person.body, caller))
    return next((person for person in mine if _says_nothing_new(data, person, caller, known)), None)


def _is_name(value: Any) -> bool:
    """What could be stored; for the rest creating has its own words."""
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST and not text_fault(value, multiline=False)


def _says_nothing_new(data: Mapping[str, Any], person: Person, caller: Caller, known: Known) -> bool:
    patch = TABLE.parse(data, current=person.body, known=known).patch
    (outcome,) = door.preview([Update(person.id, patch)], actor=caller.actor())
    return isinstance(outcome, Saved) and outcome.action == "unchanged"
