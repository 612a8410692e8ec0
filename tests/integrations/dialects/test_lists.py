"""A list without an end is sent as it is read: memory does not grow with it."""

import tracemalloc
from collections.abc import Iterable
from uuid import UUID

import pytest
from django.utils import timezone

from contacts.directory.models import Contact, Snapshot
from contacts.directory.reading.streaming import PIECE
from contacts.record.contact import ContactRecord, Email
from contacts.record.parsing import codec
from tests.integrations.programs import Program, basic, credential

ROWS = 10_000


@pytest.fixture
def crowd(db: None) -> None:
    """Contacts as rows and texts alone, which is all that a list reads."""

    now = timezone.now()
    records = [
        ContactRecord(
            id=n, uuid=str(UUID(int=n)), code=f"C{n}", revision=1, last_name="King", created_at=now, updated_at=now,
            emails=[Email(id=n, email=f"a{n}@example.org", is_primary=True)],
        )
        for n in range(1, ROWS + 1)
    ]  # fmt: skip
    names = {"created_at": now, "updated_at": now, "last_name": "King"}
    Contact.objects.bulk_create(
        [Contact(id=r.id, uuid=r.uuid, code=r.code, revision=1, sort_name="king", **names) for r in records], 2000
    )
    Snapshot.objects.bulk_create([Snapshot(contact_id=r.id, revision=1, body=codec.to_text(r)) for r in records], 2000)


def measured(chunks: Iterable[bytes]) -> tuple[int, int, int]:
    """Bytes, how often a contact begins in them, and the most memory that was held meanwhile."""
    size = count = 0
    tracemalloc.start()
    try:
        for chunk in chunks:
            size += len(chunk)
            count += chunk.count(b'{"membership_number"')
        return size, count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_thousand_contacts_take_the_memory_of_one_piece(crowd: None) -> None:
    program = Program(basic(*credential("administrate")))
    for query in ("", "?last_name=King"):
        answer = program("GET", f"/api/v2/crm/contacts{query}")
        assert answer.streaming
        size, count, memory = measured(answer.streaming_content)
        assert count == ROWS
        assert size > 7_500_000
        assert memory < 4_000_000, f"{memory:,} bytes for pieces of {PIECE}"
