"""What a merge asks of the database, gathered for a whole batch before the first contact is merged."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from msgspec import UNSET

from contacts.lookups import queries as lookups
from contacts.record.cleaning.custom import Definition
from contacts.record.patch import ContactPatch
from contacts.zones import queries as zones

PART_REFERENCES = {"affiliations": ("organisation", "branch", "vendor")}
CONTACT_REFERENCES = ("customer_type", "owner_group", "category", "privacy_level")
LIST_REFERENCES = {"sources": "source", "marketing_lists": "marketing_list"}


class BatchKnown:
    """Look-ups, zones and custom fields that the patches of one batch name; a statement for each kind named."""

    def __init__(self, patches: Iterable[ContactPatch]) -> None:
        self.default_country: str | None = settings.DEFAULT_COUNTRY
        self._refs: dict[str, set[int | str]] = defaultdict(set)
        self._zones: set[int | str] = set()
        self._aliases: set[str] = set()
        for patch in patches:
            self._gather(patch)
        self._found = {kind: lookups.find(kind, refs) for kind, refs in self._refs.items()}
        self._found_zones = zones.find(self._zones) if self._zones else {}
        self.definitions = lookups.custom_fields(self._aliases) if self._aliases else {}

    def reference(self, kind: str, ref: int | str) -> int | None:
        return self._found.get(kind, {}).get(ref)

    def zone(self, ref: int | str) -> tuple[int, str] | None:
        return self._found_zones.get(ref)

    def custom_field(self, part: str, group: str, alias: str) -> Definition | None:
        return self.definitions.get((part, group, alias))

    def _gather(self, patch: ContactPatch) -> None:
        self._note(patch, CONTACT_REFERENCES)
        for key, kind in LIST_REFERENCES.items():
            self._refs_of(kind, getattr(patch, key))
        for key in ("demographics", "company_profile"):
            if nested := _spoken(patch, key):
                self._note(nested, ("industry", "sector") if key == "demographics" else ("industry",))
                self._refs_of("sector", getattr(nested, "sectors", UNSET))
        for item in _spoken(patch, "affiliations") or ():
            self._note(item, PART_REFERENCES["affiliations"])
        self._zones |= {item.id for item in _spoken(patch, "zones") or ()}
        self._note_custom(patch)
        for part in ("emails", "phones", "addresses"):
            for item in _spoken(patch, part) or ():
                self._note_custom(item)

    def _note(self, source: Any, kinds: Iterable[str]) -> None:
        for kind in kinds:
            ref = getattr(source, kind)
            if ref is not UNSET and ref is not None:
                self._refs[kind].add(ref)

    def _refs_of(self, kind: str, refs: Any) -> None:
        if refs is not UNSET and refs:
            self._refs[kind] |= set(refs)

    def _note_custom(self, source: Any) -> None:
        for values in (_spoken(source, "custom") or {}).values():
            self._aliases |= set(values or ())


def _spoken(source: Any, key: str) -> Any:
    value = getattr(source, key)
    return None if value is UNSET else value
