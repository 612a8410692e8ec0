"""Random batches for the door: what hypothesis may ask of a directory that ``making.lookups`` filled."""

from typing import Any

from hypothesis import strategies as st

from contacts.directory.commands import Archive, Command, Create, Restore, Unarchive, Update
from contacts.record.choices import AddressType, ConsentChannel, ConsentPurpose, ConsentState, EmailType, members
from contacts.record.contact import ContactRecord
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import custom

NAMES = ("Ada", "Łukasz", "Müller", "van der Berg", "Élodie", "Σωκράτης", "O'Neil", "Straße", "Ng", '50% "off"', "")
TOWNS = ("Nicosia", "Λευκωσία", "Kraków", "Aß", "")
NUMBERS = ("AB112234", "ab 112-234", "7", "ZZ-998877", None)
WORDS = (
    "ada",
    "LUKASZ",
    "mull",
    "berg",
    "σωκρατης",
    "99 12-34",
    "+35799",
    "ß",
    "ss",
    "ng",
    "50%",
    '"off',
    "kow",
    "o'n e",
)


@st.composite
def optional(draw: st.DrawFn, /, most: int = 3, **keys: st.SearchStrategy[Any]) -> dict[str, Any]:
    """A few of ``keys``; a key that is not drawn costs nothing, so that long stories fit into one example."""
    chosen = draw(st.lists(st.sampled_from(sorted(keys)), unique=True, max_size=most))
    return {key: draw(keys[key]) for key in chosen}


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


flags = st.booleans()


@st.composite
def custom_values(draw: st.DrawFn, part: str) -> dict[str, Any]:
    group, values = draw(some(*custom(part).items()))
    return {group: draw(optional(**{alias: some(value, None) for alias, value in values.items()}))}


fields = {
    "emails": {
        "email": some("ada@example.org", "Łukasz@Example.org", "o'neil+x@example.com"),
        "type": some(*members(EmailType)), "is_primary": flags, "is_active": flags, "custom": custom_values("emails"),
    },
    "phones": {
        "number": some("99 123456", "+357 22-333444", "112", "0044 20 7946 0000"), "country": some("CY", "gbr", None),
        "is_primary": flags, "is_active": flags, "custom": custom_values("phones"),
    },
    "addresses": {
        "town": some(*TOWNS), "type": some(*members(AddressType)), "postal_code": some("1010", "sw1a1aa", "ß"),
        "country": some("CY", "GB", None), "floor": some(0, -2, None), "lines": some("a\nb", ""),
        "is_primary": flags, "custom": custom_values("addresses"),
    },
    "affiliations": {
        "organisation": some("ORG1", "Organisation 2"), "role": some("Buyer", ""), "cost_centre": some(0, 7, None),
        "branch": some("BRA1", None), "since": some("2020-02-29", None), "is_primary": flags,
    },
}  # fmt: skip
REQUIRED = {"emails": "email", "phones": "number", "affiliations": "organisation"}
documents = optional(number=some(*NUMBERS), country=some("CY", None), expires_on=some("2030-01-01", None))
plain = {
    "kind": some("person", "company"), "title": some("Dr", ""), "first_name": some(*NAMES),
    "last_name": some(*NAMES), "company_name": some(*NAMES), "display_name": some("Jan van der Berg", "Ada", None),
    "is_dormant": flags, "language": some("ENG", None), "notes": some("one\ntwo", None), "category": some("CAT1", None),
    "sources": some([], ["SOU2", "SOU1"], None), "marketing_lists": some(["MAR1"], []), "code": some("ADA-1", "BOB.2"),
    "tags": some(["vip", "Zulu"], ["VIP", "b"], []), "country_of_agreement": some("CYP", ""),
    "demographics": st.none() | optional(
        gender=some("FEMALE", ""), birth_date=some({"year": 2000, "month": 2, "day": 29}, {"month": 5}, None),
        id_card=documents, passport=documents | st.none(), social_security_number=some(*NUMBERS),
        industry=some("IND1", None),
    ),
    "company_profile": st.none() | optional(
        annual_turnover=some("12.50", "1E+3", None), vat_number=some("V1", ""), sectors=some(["SEC2", "SEC1"], []),
        industry=some("IND3"), established_on=some("0001-01-01", None),
    ),
    "consents": st.none() | st.dictionaries(
        some(*members(ConsentPurpose)),
        st.dictionaries(some(*members(ConsentChannel)), some(*members(ConsentState)), max_size=2), max_size=2,
    ),
    "zones": st.none() | st.lists(
        st.fixed_dictionaries({"id": some("Members", "ÉLÈVES")}, optional={
            "remove": flags, "expires_at": some("2030-01-01T00:00:00+02:00", "2020-01-01T00:00:00Z", None)}),
        max_size=2, unique_by=lambda zone: zone["id"],
    ),
    "custom": st.none() | custom_values("contact"),
    "kept": st.none() | optional(**{name: optional(x=some(1, None, [2.5]), y=some("")) for name in ("web", "a.b", "")}),
}  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn, record: ContactRecord | None, others: list[int]) -> dict[str, Any]:
    """The JSON of a patch for ``record`` (None: for a new contact), mostly good, sometimes refused."""
    body = draw(optional(most=5, **plain))
    for name, keys in fields.items():
        if draw(st.integers(0, 3)) == 0:
            known = [part.id for part in getattr(record, name)] if record else []
            body[name] = [draw(_part(name, keys, id_)) for id_ in draw(_named(known))]
    if others and draw(st.integers(0, 3)) == 0:
        body["relations"] = [{"type": draw(some("EMPLOYER", "FRIEND", "PARENT")), "contact": draw(some(*others))}]
    if record is None:
        body.setdefault("last_name", draw(some(*NAMES)))
    return body


def _named(known: list[int]) -> st.SearchStrategy[list[int | None]]:
    ids = st.lists(some(*known), unique=True, max_size=2) if known else st.just([])
    return st.builds(lambda old, new: [*old, *[None] * new], ids, st.integers(0, 2))


@st.composite
def _part(draw: st.DrawFn, name: str, keys: dict[str, st.SearchStrategy[Any]], id_: int | None) -> dict[str, Any]:
    if id_ is not None and draw(st.integers(0, 3)) == 0:
        return {"id": id_, "remove": True}
    part = draw(optional(**keys))
    if id_ is not None:
        return {"id": id_, **part}
    if name in REQUIRED:
        part.setdefault(REQUIRED[name], draw(keys[REQUIRED[name]]))
    return part


@st.composite
def batches(draw: st.DrawFn, records: dict[int, ContactRecord]) -> list[Command]:
    """One to four commands, each about another contact."""
    chosen = draw(st.lists(some(*records), unique=True, min_size=1, max_size=3))
    commands = [draw(_command(records[id_], list(records))) for id_ in chosen]
    if draw(st.integers(0, 4)) == 0:
        commands.append(Create(parse_patch(draw(bodies(None, list(records))))))
    return draw(st.permutations(commands))


@st.composite
def _command(draw: st.DrawFn, record: ContactRecord, others: list[int]) -> Command:
    revision = draw(some(None, None, record.revision, record.revision, record.revision - 1))
    match draw(some("field", "update", "update", "update", "put", "archive", "unarchive", "restore")):
        case "archive":
            return Archive(record.id, revision)
        case "unarchive":
            return Unarchive(record.id, revision)
        case "restore":
            return Restore(record.id, draw(st.integers(1, record.revision)), (), revision)
        case "field":
            paths = tuple(draw(st.lists(some(*_paths(record)), min_size=1, max_size=3, unique=True)))
            return Restore(record.id, draw(st.integers(1, record.revision)), paths, revision)
        case how:
            return Update(record.id, parse_patch(draw(bodies(record, others))), revision, how == "put")


def _paths(record: ContactRecord) -> list[str]:
    parts = [f"{name}.{part.id}" for name in fields for part in getattr(record, name)]
    nested = ["demographics.id_card", "demographics.id_card.country", "demographics.passport", "custom.facts", "zones"]
    return ["first_name", "emails", "phones", "tags", "demographics", "kind", *parts, *nested]


# What a contact went through before chance takes over, so that there is something to go back to.
PAST = (
    {"first_name": "Augusta", "demographics": {"id_card": {"number": "OLD-555", "country": "GB"}, "passport": None}},
    {"demographics": {"id_card": {"number": "NEW-666", "country": None}, "social_security_number": "9"}, "zones": None},
    {"emails": None, "phones": [{"number": "112"}], "tags": ["later"], "kind": "company", "custom": None},
)
