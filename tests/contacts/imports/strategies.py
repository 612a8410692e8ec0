"""Random contacts as the native API would render them, for round trips."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from contacts.imports.writing.columns import SERVER_KEYS

_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
# What tests of escaping must meet often enough.
_NASTY = st.sampled_from(
    [*"=+-@;|%'\"\\,:\n\t _", "＝", "\u200f", "\ufeff", "é", "Ω", "ب", "́", " ::: ", "_x0041_", "* "]
)
TEXT = st.lists(_LETTERS | _NASTY, max_size=12).map("".join).map(str.strip)
LINE = TEXT.map(lambda text: " ".join(text.split()))
_KEY = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True)
_FLAGS = {"is_primary": st.booleans(), "is_active": st.booleans()}
_ID = {"id": st.integers(1, 9)}
_CUSTOM = st.dictionaries(
    _KEY, st.dictionaries(_KEY, TEXT | st.integers(-9, 9) | st.booleans(), max_size=2), max_size=2
)
_OPTIONAL = {"notes": TEXT, "custom": _CUSTOM}
_EMAILS = st.fixed_dictionaries(
    {
        **_ID,
        "type": st.sampled_from(["PERSONAL", "BUSINESS", "OTHER", "CUSTOM1"]),
        "email": LINE.filter(bool),
        **_FLAGS,
    },
    optional=_OPTIONAL,
)
_PHONES = st.fixed_dictionaries(
    {**_ID, "type": st.sampled_from(["MOBILE", "LANDLINE", "BUSINESS", "FAX", "OTHER"]), **_FLAGS}
    | {"number": st.from_regex(r"\+?[0-9][0-9 ()\-]{4,14}[0-9]", fullmatch=True) | LINE.filter(bool)}
    | {"country": st.sampled_from([None, "CY", "DE"]), "e164": st.just("")},
    optional=_OPTIONAL,
)
_ADDRESSES = st.fixed_dictionaries(
    {
        **_ID,
        "type": st.sampled_from(["HOME", "BUSINESS", "BILLING", "OTHER"]),
        "street_name": LINE.filter(bool),
        **_FLAGS,
    }
    | dict.fromkeys(("street_number", "town", "region", "district", "postal_code", "apartment_number", "po_box"), LINE)
    | {"country": st.sampled_from([None, "CY", "DE"]), "floor": st.none() | st.integers(0, 40)},
    optional={**_OPTIONAL, "lines": TEXT},
)
_DATES = (
    st.fixed_dictionaries({}, optional={"month": st.integers(1, 12), "year": st.integers(1, 9999)})
    | st.just({"month": 2, "day": 29})
    | st.just({"year": 2024, "month": 2, "day": 29})
)
CONTACTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["person", "company"]),
        **dict.fromkeys(("title", "first_name", "middle_name", "last_name", "company_name", "display_name"), LINE),
        **dict.fromkeys(("job_title", "department", "website", "external_id", "role", "status"), LINE),
        "language": st.sampled_from(["", "ENG", "ELL", "CUSTOM1"]),
        "notes": TEXT,
        "tags": st.lists(LINE.filter(bool), max_size=3),
        "is_active": st.booleans(),
        "emails": st.lists(_EMAILS, max_size=4),
        "phones": st.lists(_PHONES, max_size=4),
        "addresses": st.lists(_ADDRESSES, max_size=3),
        "relations": st.lists(st.just({"id": 4, "type": "EMPLOYER", "contact": 18}), max_size=1),
        "demographics": st.fixed_dictionaries({}, optional={"gender": st.just("MALE"), "birth_date": _DATES}),
        "custom": _CUSTOM,
        "kept": st.dictionaries(
            st.sampled_from(["file", "webinone"]), st.dictionaries(_KEY, TEXT, max_size=2), max_size=1
        ),
        "photo": st.just(None),
    }
)


def bare(value: Any) -> Any:
    """The same without what says nothing: empty values, defaults of flags, and what only the server decides."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    said = {key: bare(item) for key, item in value.items() if key not in SERVER_KEYS}
    return {key: item for key, item in said.items() if item not in (None, "", [], {}) and not _default(key, item)}


def _default(key: str, value: Any) -> bool:
    return (key == "is_primary" and value is False) or (key == "is_active" and value is True)


def without_part_ids(contact: dict[str, Any]) -> dict[str, Any]:
    """Parts of a file are named by what they say, never by our row ids."""
    bared = dict(contact)
    for name in ("emails", "phones", "addresses"):
        if name in contact:
            bared[name] = [{key: value for key, value in part.items() if key != "id"} for part in contact[name]]
    return bared
