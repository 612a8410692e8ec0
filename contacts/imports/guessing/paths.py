"""The paths that a column can be mapped to, such as `emails[2].email`, `addresses.HOME.town` or `custom.club.level`."""

from __future__ import annotations

import re

import msgspec

SCALARS = frozenset(
    "title first_name middle_name last_name suffix nickname company_name department job_title display_name salutation "
    "status life_cycle_state is_active language locale notes kind code uuid external_id website tags owner_group "
    "category privacy_level more".split()
)
PART_FIELDS: dict[str, tuple[str, ...]] = {
    "emails": ("email", "type", "is_primary", "is_active"),
    "phones": ("number", "type", "country", "is_primary", "is_active"),
    "addresses": (
        *("street_name", "street_number", "care_of", "floor", "apartment_number", "area", "town", "district"),
        *("municipality", "region", "postal_code", "po_box", "po_box_postal_code", "country", "type"),
        *("is_primary", "is_active"),
    ),
}
_PART = re.compile(
    r"(emails|phones|addresses)(?:\.([A-Z_]{1,40}))?(?:\[([1-9][0-9]?)\])?(?:\.([a-z_0-9]{1,40}))?"
)
_NESTED = re.compile(
    r"(demographics|company_profile)\.([a-z_0-9]{1,60})|custom\.([^.]{1,100})\.([^.]{1,100})"
)


class Path(msgspec.Struct, frozen=True):
    """A parsed path: a scalar, a nested value (`keys` has 2 or 3 words) or a field of the nth part of a type."""

    keys: tuple[str, ...]
    part: str = ""
    type: str = ""
    nth: int = 1
    field: str = ""


def parse_path(text: str) -> Path | None:
    """The path the text spells, or None when it spells none."""
    if text in SCALARS:
        return Path(keys=(text,))
    if found := _NESTED.fullmatch(text):
        section, name, group, alias = found.groups()
        return Path(keys=(section, name) if section else ("custom", group, alias))
    found = _PART.fullmatch(text)
    if not found:
        return None
    part, kind, nth, field = found.groups()
    field = field or PART_FIELDS[part][0]
    if field not in PART_FIELDS[part] or (kind and field == "type"):
        return None
    return Path(keys=(), part=part, type=kind or "", nth=int(nth or 1), field=field)
