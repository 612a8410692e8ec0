"""The rows that merging a batch needs (look-ups, zones, custom fields), read before the first contact is merged."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from contacts.lookups import queries as lookups
from contacts.record.cleaning.custom import Definition
from contacts.record.patch import PART_NAMES
from contacts.zones import queries as zones

PART_REFERENCES = {"affiliations": ("organisation", "branch", "vendor")}
PROFILE_REFERENCES = ("industry", "sector")
CONTACT_REFERENCES = ("customer_type", "owner_group", "category", "privacy_level")
LIST_REFERENCES = {"sources": "source", "marketing_lists": "marketing_list"}
NAMING = frozenset(
    (*CONTACT_REFERENCES, *LIST_REFERENCES, *PART_NAMES, "demographics", "company_profile", "zones", "custom")
) - {"relations"}


class BatchKnown:
    """Look-ups, zones and custom fields that one batch names; a statement for each kind named.

    ``told`` are its patches as dictionaries of what each mentions (see ``spoken``).
    """

    def __init__(self, told: Iterable[dict[str, Any]]) -> None:
        self.default_country: str | None = settings.DEFAULT_COUNTRY
        self._refs: dict[str, set[int | str]] = defaultdict(set)
        self._zones: set[int | str] = set()
        self._aliases: set[str] = set()
        for one in told:
            self._gather(one)
        self._found = {kind: lookups.find(kind, refs) for kind, refs in self._refs.items()}
        self._found_zones = zones.find(self._zones) if self._zones else {}
        self.definitions = lookups.custom_fields(self._aliases) if self._aliases else {}

    def reference(self, kind: str, ref: int | str) -> int | None:
        return self._found.get(kind, {}).get(ref)

    def zone(self, ref: int | str) -> tuple[int, str] | None:
        return self._found_zones.get(ref)

    def custom_field(self, part: str, group: str, alias: str) -> Definition | None:
        return self.definitions.get((part, group, alias))

    def _gather(self, told: dict[str, Any]) -> None:
        for key in NAMING & told.keys():
            value = told[key]
            if value is None:
                continue
            if key in LIST_REFERENCES:
                self._refs[LIST_REFERENCES[key]].update(value)
            elif key in CONTACT_REFERENCES:
                self._refs[key].add(value)
            elif key == "zones":
                self._zones.update(item["id"] for item in value)
            elif key == "custom":
                self._note_custom(value)
            elif key in PART_NAMES:
                for item in value:
                    self._note(item, PART_REFERENCES.get(key, ()))
            else:
                self._note(value, PROFILE_REFERENCES)
                self._refs["sector"].update(value.get("sectors") or ())

    def _note(self, told: dict[str, Any], kinds: Iterable[str]) -> None:
        for kind in kinds:
            if (ref := told.get(kind)) is not None:
                self._refs[kind].add(ref)
        if "custom" in told:
            self._note_custom(told["custom"])

    def _note_custom(self, groups: dict[str, Any] | None) -> None:
        for values in (groups or {}).values():
            self._aliases.update(values or ())
