"""SQL written by hand for the two filters that programs use all day: by organisation, and by email address.

Django takes longer to compose such a statement than PostgreSQL to run it.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from msgspec import Struct

from contacts.record.filters import Condition, Where


class Having(Struct, frozen=True):
    """The FROM and WHERE of a query for contacts' ids, and its parameters."""

    sql: str
    values: list[Any]


def asked(where: Where | None) -> list[Having] | None:
    """The queries whose ids must all match, or None when ``where`` asks for anything that is not written here."""
    if where is None:
        return []
    if isinstance(where, Condition):
        write = WRITTEN.get((where.field.path, where.op))
        return [write(where.value)] if write else None
    if where.join != "and":
        return None
    found: list[Having] = []
    for member in where.members:
        parts = asked(member)
        if parts is None:
            return None
        found += parts
    return found


def _organisations(ids: tuple[int, ...]) -> Having:
    if connection.vendor == "postgresql":  # an array as text: the driver takes its time over a list
        array = f"{{{','.join(map(str, ids))}}}"
        return Having("contacts_contactaffiliation WHERE organisation_id = ANY(%s::bigint[])", [array])
    places = ", ".join(["%s"] * len(ids))
    return Having(f"contacts_contactaffiliation WHERE organisation_id IN ({places})", list(ids))


def _email(address: str) -> Having:
    if address.isascii():
        return Having("contacts_contactemail WHERE UPPER(email) = %s", [address.upper()])
    return Having("contacts_contactemail WHERE UPPER(email) = UPPER(%s)", [address])  # as only the database knows how


WRITTEN: dict[tuple[str, str], Callable[[Any], Having]] = {
    ("affiliations.organisation", "in"): _organisations,
    ("emails.email", "eq"): _email,
}
