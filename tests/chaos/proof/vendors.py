"""Each vendor was told of every contact exactly once, and holds it as it is here."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.chaos.proof.reading import Body
from tests.vendors.ledger import Line

PERSON = re.compile(r"\bF(S\d+W\d+N\d+)\b")  # a first name, which stays
NAME = re.compile(r"\bS\d+W\d+N\d+\b")  # a last name: the key of the newest write


def compare(vendor: str, lines: Iterable[Line], contacts: Mapping[int, Body]) -> Iterator[str]:
    """The ledger of one vendor against all contacts; names are found whatever the vendor calls its fields."""
    created, held = _read(lines)
    holders = Counter(person for person, _ in held.values())
    names = dict(held.values())
    here = {body["first_name"].removeprefix("F"): body["last_name"] for body in contacts.values()}
    for person, name in here.items():
        if created[person] != 1:
            yield f"{vendor}: {person} was created {created[person]} times"
        if holders[person] != 1:
            yield f"{vendor}: {person} is there {holders[person]} times"
        elif names[person] != {name}:
            yield f"{vendor}: {person} is {sorted(names[person])} there and {name} here"
    yield from (f"{vendor}: {person} is there and not here" for person in holders.keys() - here.keys())


def _read(lines: Iterable[Line]) -> tuple[Counter[str], dict[str, tuple[str, set[str]]]]:
    """How often each person was created, and (person, last names) of what is there by the vendor's id."""
    created, held = Counter[str](), dict[str, tuple[str, set[str]]]()
    for line in lines:
        if not line.id or line.did not in ("create", "update", "remove"):
            continue
        found = _named(line.contact)
        if line.did == "create":
            created[found[0]] += 1
        held[line.id] = found
        if line.contact is None:
            del held[line.id]
    return created, held


def _named(contact: Any) -> tuple[str, set[str]]:
    texts = list(_texts(contact))
    people = {person for text in texts for person in PERSON.findall(text)}
    return next(iter(people), "nobody"), {name for text in texts for name in NAME.findall(text)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
