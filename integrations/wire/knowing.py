"""What answers need beside contacts, read once per call and only when it is needed."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from contacts.access.accounts import queries as accounts
from contacts.lookups import queries as lookups
from contacts.options import queries as options
from contacts.record.custom import Definition
from integrations.mapping.sources import Body
from integrations.mapping.table import Table
from integrations.wire.options import TIME_ZONE


class Knowing:
    """Look-up rows by kind and id, custom fields of contacts, and the time zone."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], Mapping[str, Any]] = {}

    @cached_property
    def zone(self) -> dt.tzinfo:
        name = options.get(TIME_ZONE)
        return dt.UTC if name == "UTC" else zoneinfo.ZoneInfo(name)

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        found = lookups.custom_fields()
        return {alias: field for (part, _, alias), field in sorted(found.items()) if part == "contact"}

    @cached_property
    def groups(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for alias, field in self.definitions.items():
            found.setdefault(field.group, {})[alias] = [] if field.type == "multichoice" else None
        return found

    def row(self, kind: str, ref: int | None) -> Mapping[str, Any]:
        return self._rows.get((kind, ref), {}) if ref is not None else {}

    def named(self, kind: str, column: str, value: Any) -> list[int]:
        return lookups.having(kind, column, value)

    def load(self, table: Table, bodies: Iterable[Body]) -> None:
        """Have at hand what answers about ``bodies`` need; a statement for each kind of look-up that is named."""
        for kind, ids in table.references(bodies).items():
            missing = {ref for ref in ids if (kind, ref) not in self._rows}
            for ref, row in (_rows(kind, missing) if missing else {}).items():
                self._rows[kind, ref] = row


def _rows(kind: str, ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
    """Rows of a look-up, or of portal accounts and proven addresses, which contacts are the ids of."""
    if kind == "portal_account":
        return accounts.by_contact(ids)
    return accounts.proven_addresses(ids) if kind == "proven_address" else lookups.rows(kind, ids)
