"""A listener heard of every change, under one id for each, and of no contact's older change after a newer one."""

from collections.abc import Iterable, Iterator

from tests.chaos.parts.listener import Event
from tests.chaos.proof.reading import Body


def compare(heard: Iterable[Event], changes: Iterable[Body]) -> Iterator[str]:
    """What was not heard, heard as two, overtaken, or signed by somebody else."""
    ids: dict[tuple[int, int], set[str]] = {}
    newest: dict[int, int] = {}
    for event in heard:
        contact, revision = event.contact_id, event.revision
        ids.setdefault((contact, revision), set()).add(event.id)
        if revision < newest.get(contact, 0):
            yield f"webhook: revision {revision} of contact {contact} came after {newest[contact]}"
        newest[contact] = revision
        if not event.is_signed:
            yield f"webhook: revision {revision} of contact {contact} is not signed as agreed"
    there = {(entry["contact"], entry["revision"]) for entry in changes}
    for contact, revision in sorted(there - ids.keys()):
        yield f"webhook: revision {revision} of contact {contact} was not told"
    for contact, revision in sorted(ids.keys() - there):
        yield f"webhook: revision {revision} of contact {contact} was told and is not in the feed"
    yield from (f"webhook: {place} has ids {sorted(names)}" for place, names in ids.items() if len(names) > 1)
