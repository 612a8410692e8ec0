"""One display name, derived from the parts of a name, or remembered as it was given whole."""

from operator import attrgetter
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from contacts.record.contact import ContactRecord

PARTS = ("kind", "title", "first_name", "middle_name", "last_name", "company_name")
GIVEN = tuple(PARTS.index(part) for part in ("first_name", "last_name", "company_name"))  # one of them is a name
_parts = attrgetter(*PARTS)


def composed(kind: str, title: str, first: str, middle: str, last: str, company: str) -> str:
    """``Dr Ada King`` of a person, the company's name of a company, whichever there is when the other is empty."""
    person = " ".join(filter(None, (title, first, middle, last)))
    return (company or person) if kind == "company" else (person or company)


def split(whole: str) -> tuple[str, str]:
    """``(first, last)``: the last word is the last name; one word alone is a last name."""
    first, _, last = whole.rpartition(" ")
    return first, last


def sort_name(record: ContactRecord) -> str:
    """What lists are ordered by: last name first for people, lower case."""
    person = " ".join(filter(None, (record.last_name, record.first_name, record.middle_name)))
    name = record.company_name if record.kind == "company" and record.company_name else person
    return (name or record.display_name).casefold()[:200]


def named(current: ContactRecord, values: dict[str, Any], whole: str | None | UnsetType) -> dict[str, Any]:
    """The name fields after a change to ``values``; ``whole`` is a name given in one piece, if one was.

    A whole name that is only the one shown before is a reader's copy sent back, and says nothing.
    """
    if whole is UNSET or whole is None or whole == current.display_name:
        whole = ""
    before = _parts(current)
    after: tuple[Any, ...] = tuple(map(values.get, PARTS, before))
    found: dict[str, Any] = {}
    derived = composed(*after)
    if whole and all(after[n] == before[n] for n in GIVEN):
        found = _given(whole, values.get("kind", current.kind))
        derived = composed(*(found.get(part, new) for part, new in zip(PARTS, after, strict=True)))
    kept = whole or ("" if after != before else current.whole_name)
    found["whole_name"] = "" if kept == derived else kept
    found["display_name"] = kept or derived
    return found


def renamed(before: ContactRecord, after: ContactRecord) -> ContactRecord:
    """``after`` with the name its parts make, when they were set back and the name shown was not."""
    changed = any(getattr(before, part) != getattr(after, part) for part in PARTS)
    if not changed or after.display_name != before.display_name:
        return after
    return replace(after, whole_name="", display_name=composed(*(getattr(after, part) for part in PARTS)))


def _given(whole: str, kind: str) -> dict[str, str]:
    if kind == "company":
        return {"company_name": whole[:200]}
    first, last = split(whole)
    return {"first_name": first[:200], "last_name": last[:200], "title": "", "middle_name": ""}
