"""The replica that only followed the feed equals the source."""

from collections.abc import Iterator, Mapping

from tests.chaos.clients.replica import Replica
from tests.chaos.proof.reading import Body


def compare(replica: Replica, contacts: Mapping[int, Body]) -> Iterator[str]:
    """What came out of order, and where the bodies differ."""
    yield from replica.faults
    for contact in sorted(contacts.keys() | replica.bodies.keys()):
        here, there = contacts.get(contact, {}), replica.bodies.get(contact, {})
        keys = [key for key in here.keys() | there.keys() if here.get(key) != there.get(key)]
        if keys:
            yield f"replica: contact {contact} differs in {', '.join(sorted(keys))}"
