"""Contacts as they might be, made in memory: the door's own merge without a database."""

import datetime as dt
from itertools import count
from typing import Any

from hypothesis import strategies as st

from contacts.record.changing.merge import merge
from contacts.record.choices import AddressType, ConsentState, EmailType, PhoneType, members
from contacts.record.cleaning.custom import Definition
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from contacts.record.patch import ContactPatch
from integrations.mapping.sources import BLANK, Body
from integrations.wire.lookups import Lookups

FIELDS = {
    "level": Definition(1, "club", "level", "choice", ("Gold", "Silver")),
    "score": Definition(2, "club", "score", "integer"),
    "interests": Definition(3, "club", "interests", "multichoice", ("Sea", "Hills")),
    "nick": Definition(4, "more", "nick", "text"),
}


class Everything(Lookups):
    """Knows every look-up by its id, and four custom fields."""

    default_country: str | None = None
    definitions = FIELDS  # type: ignore[assignment]
    zone = dt.UTC  # type: ignore[assignment]

    def row(self, kind: str, ref: int | None) -> dict[str, Any]:  # type: ignore[override]
        return {} if ref is None else {"id": ref, "name": f"{kind} {ref}", "code": f"C{ref}", "uuid": f"uuid {ref}"}

    def named(self, kind: str, column: str, value: Any) -> list[int]:
        return [int(str(value).rpartition(" ")[2])]

    def reference(self, kind: str, ref: int | str) -> int | None:
        return ref if isinstance(ref, int) else int(str(ref).rpartition(" ")[2])

    def custom_field(self, part: str, group: str, alias: str) -> Definition | None:
        field = FIELDS.get(alias)
        return field if field and part == "contact" and field.group == group else None


KNOWN = Everything()


def after(body: Body, patch: ContactPatch) -> Body:
    """The contact after a patch."""
    record = codec.from_body(dict(body))
    ids = [part["id"] for name in ("emails", "phones", "addresses", "affiliations") for part in body[name]]
    return codec.to_body(merge(record, patch, known=KNOWN, new_ids=count(max(ids, default=0) + 1)).record)  # type: ignore[arg-type]


texts = st.sampled_from(["", "Ada", "van der Berg", "Σωκράτης", 'q"uo\\te', "x" * 12, "0", "null"])
flags = st.booleans()
whole = st.sampled_from([None, 0, 1, 7, 2**31 - 1])
state = st.sampled_from(members(ConsentState))


def _of(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


def _list(most: int = 3, /, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(keys), max_size=most)


LINES = (
    "title", "first_name", "middle_name", "last_name", "company_name", "salutation", "job_title", "department", "role",
    "status", "notes", "contract_notes", "crm_type", "membership_number", "external_id", "import_ref",
)  # fmt: skip
values = _of(
    **dict.fromkeys(LINES, texts),
    **dict.fromkeys(("is_active", "is_dormant", "is_milestone", "is_tax_exempt"), flags),
    locale=st.sampled_from(["en_US", "el", ""]),
    display_name=st.sampled_from(["Jan van der Berg", "Ada", ""]),
    marketing_lists=st.lists(st.integers(1, 5), unique=True, max_size=3),
    category=st.sampled_from([None, 1, 2]),
    emails=_list(
        type=st.sampled_from(members(EmailType)), is_active=flags, is_primary=flags,
        email=st.sampled_from(["a@example.org", "B@example.org", "łu@example.org"]),
    ),
    phones=_list(
        type=st.sampled_from(members(PhoneType)), is_active=flags,
        number=st.sampled_from(["99 123456", "+357 22 333444", "112"]), country=st.sampled_from(["CY", None]),
    ),
    addresses=_list(
        2, type=st.sampled_from(members(AddressType)), town=texts, street_name=texts, street_number=texts, unit=texts,
        area=texts, region=texts, postal_code=st.sampled_from(["", "1010"]),
        country=st.sampled_from(["CY", "GB", "US", None]),
    ),
    affiliations=_list(
        2, organisation=st.integers(1, 9), cost_centre=whole, vendor=st.sampled_from([None, 2]),
    ),
    consents=st.dictionaries(
        st.sampled_from(["marketing", "third_party", "data_use", "affiliate_marketing"]),
        st.dictionaries(st.sampled_from(["ANY", "EMAIL", "SMS"]), state, min_size=1),
    ),
    custom=st.just({"club": {"level": "Gold", "interests": ["Sea"]}, "more": {"nick": "Ad"}}),
)  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """A stored contact."""
    said = draw(values)
    return after(BLANK, parse_patch(said | {"last_name": said.get("last_name") or "King"}))
