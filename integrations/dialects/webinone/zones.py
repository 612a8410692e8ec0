"""The secure zones of a contact, replaced as a whole."""

import datetime as dt
from typing import Any

from django.db import transaction

from contacts.directory import operations as door
from contacts.directory.commands import Saved
from contacts.record.errors import FieldError, Invalid
from contacts.record.patch import ContactPatch, ZonePatch
from integrations.credentials.queries import Caller
from integrations.mapping.draft import Misread
from integrations.mapping.moments import iso_moment
from integrations.wire.inbound import people
from integrations.wire.inbound.bodies import unreadable
from integrations.wire.inbound.people import Person

MOST = 200
Wanted = dict[int, dt.datetime | None]  # until when, None without end, by zone


def read(data: Any) -> Wanted:
    """``[{"Id", "Name", "ExpiryDateTime"}]`` of a request, ``Name`` being ignored; raises ``Invalid``, ``Refused``."""
    if not isinstance(data, list) or len(data) > MOST or not all(isinstance(one, dict) for one in data):
        raise unreadable(f"Expected a list of at most {MOST} objects with Id and ExpiryDateTime.")
    found: Wanted = {}
    faults: list[FieldError] = []
    for n, one in enumerate(data):
        id_ = one.get("Id")
        if type(id_) is not int or id_ in found or abs(id_) >= 2**63:
            faults.append(FieldError(f"[{n}].Id", "invalid", "Expected the id of a secure zone, each at most once."))
            continue
        try:
            found[id_] = _moment(one.get("ExpiryDateTime"))
        except Invalid as exc:
            faults.append(FieldError(f"[{n}].ExpiryDateTime", exc.errors[0].code, exc.errors[0].message))
    if faults:
        raise Invalid(faults)
    return found


def _moment(value: Any) -> dt.datetime | None:
    text = iso_moment().decode(value)
    moment = dt.datetime.fromisoformat(text) if text else None
    return moment.replace(tzinfo=moment.tzinfo or dt.UTC) if moment else None


def replace(person: Person, wanted: Wanted, *, caller: Caller) -> Saved:
    """The contact in the wanted zones and in no others; raises ``Misread`` where one is unknown, ``Stale``."""

    def attempt(person: Person) -> Saved:
        gone = [zone["id"] for zone in person.body["zones"] if zone["id"] not in wanted]
        patches = [ZonePatch(id=id_, expires_at=until) for id_, until in wanted.items()]
        patch = ContactPatch(zones=[*patches, *(ZonePatch(id=id_, remove=True) for id_ in gone)])
        with transaction.atomic():
            return door.update(contact=person.id, patch=patch, actor=caller.actor(), revision=person.revision)

    try:
        return people.repeated(person, attempt, caller=caller)
    except Invalid as exc:
        raise Misread(
            FieldError(
                e.path.removeprefix("zones").replace("expires_at", "ExpiryDateTime").replace("id", "Id"),
                e.code,
                e.message,
            )
            for e in exc.errors
        ) from None
