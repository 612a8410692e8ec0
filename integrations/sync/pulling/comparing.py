"""One page of a reconcile: what differs is found and listed, nothing is changed."""

from collections.abc import Iterable

from contacts.directory.reading import snapshots
from contacts.record.errors import FieldError
from integrations.connections.models import ExternalId
from integrations.mapping.sources import Body
from integrations.sync.judging.cases import Case, read_all
from integrations.sync.judging.choosing import shown
from integrations.sync.judging.context import PageContext, digest
from integrations.sync.models import Finding
from integrations.sync.pulling import linking
from integrations.sync.pulling.reading import Batch
from integrations.sync.pulling.tally import Tally

Kind = Finding.Kind


def compare(context: PageContext, batch: Batch, tally: Tally) -> None:
    """List what differs between a batch of theirs and ours, and what only one side has."""
    for theirs, sentence in batch.refused.items():
        tally.refuse(theirs, FieldError("", "refused", sentence))
    live = {one.theirs: Case(one, digest(one.data)) for one in batch.items if not one.gone}
    gone = {*batch.gone, *(one.theirs for one in batch.items if one.gone)}
    links = linking.locked(context.connection.pk, [*live, *gone])
    for theirs, case in live.items():
        case.is_of(links.get(theirs))
    linking.seen(list(links.values()), at=batch.at)
    _strangers(live.values(), tally)
    _drifted(context, [case for case in live.values() if case.link], tally)
    _gone(links, gone, tally)
    for contact in batch.strangers:
        tally.ended("missing")
        tally.find(Kind.ONLY_HERE, contact=contact)


def _strangers(cases: Iterable[Case], tally: Tally) -> None:
    for case in cases:
        if case.link is None:
            tally.ended("missing")
            tally.find(Kind.ONLY_THERE, theirs=case.theirs)


def _gone(links: dict[str, ExternalId], gone: Iterable[str], tally: Tally) -> None:
    for theirs in sorted(gone):
        link = links.get(theirs)
        if link is None or link.gone_at is not None:
            tally.ended("unchanged")
        else:
            tally.ended("missing")
            tally.find(Kind.GONE, theirs=theirs, contact=link.contact_id)


def _drifted(context: PageContext, cases: list[Case], tally: Tally) -> None:
    bodies: dict[int, Body] = dict(snapshots.bodies(case.contact for case in cases if case.contact is not None))
    context.load(bodies.values())
    refused = read_all(context, cases, bodies)
    for case in cases:
        if case.theirs in refused:
            tally.refuse(case.theirs, *refused[case.theirs], contact=case.contact)
            continue
        assert case.reading is not None
        assert case.contact is not None
        if not case.reading.said.fields:
            tally.ended("unchanged")
            continue
        values = shown(case.reading.said, bodies[case.contact])
        tally.ended("drifted")
        tally.find(Kind.DRIFT, theirs=case.theirs, contact=case.contact, values=values)
