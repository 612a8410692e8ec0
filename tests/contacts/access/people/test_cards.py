"""Cards are named by their number or, as programs do, by its SHA-256; the database finds both by an index."""

import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.access.identities import lookup
from contacts.access.identities.lookup import Credential
from contacts.directory import operations as door
from contacts.directory.commands import Create
from contacts.directory.models import Contact
from contacts.record.parsing.parse import parse_patch
from contacts.tables.digests import Sha256
from tests.contacts.access.people.making import customer
from tests.contacts.directory.making import ACTOR, create

pytestmark = pytest.mark.django_db
ODD = ("M-7", "00123", "κάρτα 7", r"a\b\\c", "\\", r"\x41", "'; --", "💳", "m-7")


def hashed(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()


def found(value: str, name: str = "CARD") -> list[int]:
    return list(lookup.matching([Credential(name, value)]).values_list("pk", flat=True))


@pytest.mark.parametrize("number", ODD)
def test_a_card_is_found_by_its_number_and_by_its_hash_in_either_case(number: str) -> None:
    """Off: leave ``Sha256`` out of ``_of_member``, or the doubling of backslashes out of it (PostgreSQL)."""
    owner = create(last_name="King", membership_number=number).record.id
    create(last_name="Hill", membership_number=f"{number}9")
    create(last_name="Moss")
    for value in (number, hashed(number), hashed(number).upper()):
        assert found(value) == [owner], value
    for value in (hashed(number)[:-1], hashed(number) + "0", hashed(hashed(number)), hashed(""), "0" * 64):
        assert found(value) == [], value
    assert found(hashed(number), "LOYALTY_IDENTIFIER") == []


def test_the_database_hashes_as_programs_do() -> None:
    for number in ODD:
        create(last_name="King", membership_number=number)
    rows = Contact.objects.annotate(digest=Sha256("membership_number")).values_list("membership_number", "digest")
    assert dict(rows) == {number: hashed(number) for number in ODD}


def test_a_card_of_two_contacts_or_of_one_put_away_is_nobodys() -> None:
    bob = customer(membership_number="M-7")
    assert lookup.find([Credential("CARD", hashed("M-7").upper())]).account == bob
    create(last_name="King", membership_number="M-7")
    assert not lookup.find([Credential("CARD", hashed("M-7").upper())]).is_known


def test_a_hash_costs_what_a_number_costs() -> None:
    customer(membership_number="M-7")
    spent = []
    for value in ("M-7", "M-8", hashed("M-7"), hashed("M-8")):
        with CaptureQueriesContext(connection) as asked:
            lookup.find([Credential("CARD", value)])
        spent.append([one["sql"].split()[0] for one in asked])
    assert spent[0] == spent[1] == spent[2] == spent[3]


def plan(rows: Any) -> str:
    """How the database finds them; PostgreSQL would read so small a table whole, or go by old statistics."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE contacts_contact")
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(rows.order_by().explain())


def test_the_index_is_used(on_postgresql: bool) -> None:
    """Off: leave the index out of the model and the migration."""
    commands = [Create(parse_patch({"last_name": "King", "membership_number": f"M-{n}"})) for n in range(200)]
    door.apply(commands, actor=ACTOR)
    assert "contact_card" in plan(lookup.matching([Credential("CARD", hashed("M-7"))]))
