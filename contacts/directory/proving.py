"""Verifying that all copies of a contact agree: its rows, snapshot, history, search text and the search index."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from django.db import DatabaseError, connection, transaction
from msgspec import Struct, ValidationError
from msgspec.structs import replace

from contacts.directory.finding.facets import facets
from contacts.directory.finding.search import search_text
from contacts.directory.models import Contact, SearchText
from contacts.directory.storing.assemble import assemble
from contacts.history import queries as history
from contacts.record.changing import diff
from contacts.record.cleaning import names
from contacts.record.contact import ContactRecord, ZoneMembership
from contacts.record.parsing import codec

BATCH = 500  # contacts held in memory at once
COLUMNS = (
    *("pk", "sort_name", "snapshot__revision", "snapshot__is_archived", "snapshot__body"),
    *("search_text__text", "search_text__facets", "search_text__sort_name"),
)


class Difference(Struct, frozen=True):
    """What does not agree for one contact (0: for no one in particular); values are left out, logs are read by many."""

    contact: int
    path: str
    message: str

    def __str__(self) -> str:
        where = f"contact {self.contact}" if self.contact else "" if self.path else "index"
        return ": ".join(part for part in (where, self.path, self.message) if part)


Look = Callable[[Sequence[int]], Iterator["Difference"]]


def prove(
    *, sample: int | None = None, progress: Callable[[int], None] = lambda seen: None, also: Sequence[Look] = ()
) -> Iterator[Difference]:
    """Every difference among all contacts, or among ``sample`` of them taken by chance; memory stays flat.

    ``also`` are checks of other packages on a batch of contacts. A contact that differs is checked again with its row
    locked, since the door may have written between two reads.
    """
    seen, looks = 0, (_differences, *also)
    ids = _all_ids() if sample is None else iter(_sampled(sample))
    while batch := list(islice(ids, BATCH)):
        if doubtful := {difference.contact for look in looks for difference in look(batch)}:
            with transaction.atomic():
                list(Contact.objects.filter(pk__in=doubtful).order_by("pk").select_for_update().values_list("pk"))
                yield from [difference for look in looks for difference in look(sorted(doubtful))]
        seen += len(batch)
        progress(seen)
    yield from _index_differences()


def _all_ids() -> Iterator[int]:
    last = 0
    while ids := list(Contact.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield from ids
        last = ids[-1]


def _sampled(size: int) -> list[int]:
    """``size`` ids, each contact as likely as the next (reservoir sampling, Vitter's algorithm R)."""
    chosen: list[int] = []
    for n, id_ in enumerate(_all_ids()):
        if n < size:
            chosen.append(id_)
        elif (place := random.randrange(n + 1)) < size:  # noqa: S311 - a sample, not a secret
            chosen[place] = id_
    return sorted(chosen)


def _differences(ids: Sequence[int]) -> Iterator[Difference]:
    """What differs among a batch, in a constant number of statements."""
    assembled = assemble(ids)
    replayed = dict(history.bodies_now(ids))
    rows = Contact.objects.filter(pk__in=ids).values_list(*COLUMNS)
    for id_, sort_name, revision, is_archived, body, text, words, name in rows:
        try:
            record = codec.from_text(body or "")
        except (ValidationError, ValueError):
            yield Difference(id_, "", "has no snapshot that can be read")
            continue
        if id_ in assembled:
            yield from _between(id_, assembled[id_], record, "differs between rows and snapshot")
        if revision != record.revision:
            yield Difference(id_, "revision", "differs between the snapshot's column and its body")
        if is_archived != record.is_archived:
            yield Difference(id_, "is_archived", "differs between the snapshot's column and its body")
        if sort_name != names.sort_name(record):
            yield Difference(id_, "sort_name", "is not what the name gives")
        if text != search_text(record):
            yield Difference(id_, "", "search text is not what the record gives")
        if not _is_found_by(record, words, name):
            yield Difference(id_, "", "facets are not what the record gives")
        yield from _replay(id_, replayed.get(id_), record)


def _is_found_by(record: ContactRecord, words: str | None, name: str | None) -> bool:
    """Whether the facets are the record's, and the name beside them where there are any."""
    return words == facets(record) and (words is None or name == names.sort_name(record))


def _between(id_: int, one: ContactRecord, other: ContactRecord, message: str) -> Iterator[Difference]:
    here, there = codec.to_body(one), codec.to_body(other)
    paths = set(diff.diff(here, there)) | {key for key in diff.NOT_HISTORY if here[key] != there[key]}
    for path in sorted(paths):
        yield Difference(id_, path, message)
    if not paths and here != there:
        yield Difference(id_, "", f"order {message}")


def _replay(id_: int, replayed: tuple[diff.Body, int] | None, record: ContactRecord) -> Iterator[Difference]:
    """The journal from its beginning leads to the snapshot; names of zones are not told by the journal."""
    if replayed is None:
        yield Difference(id_, "", "has no history")
        return
    body, entries = replayed
    try:
        last = codec.from_body(body)
    except ValidationError:
        yield Difference(id_, "", "history does not replay to a contact")
        return
    if entries != record.revision:
        yield Difference(id_, "", "history has gaps")
    yield from _between(id_, _unnamed(last), _unnamed(record), "differs between history and snapshot")


def _unnamed(record: ContactRecord) -> ContactRecord:
    return replace(record, zones=[ZoneMembership(id=z.id, expires_at=z.expires_at) for z in record.zones])


def _index_differences() -> Iterable[Difference]:
    """What only the whole can tell: search texts of nobody, and on SQLite an index that is not of its texts."""
    strays = SearchText.objects.exclude(pk__in=Contact.objects.values("pk")).values_list("pk", flat=True)
    found = [Difference(id_, "", "has a search text but no row") for id_ in strays.iterator()]
    if connection.vendor == "sqlite":
        check = "INSERT INTO contacts_search_fts(contacts_search_fts, rank) VALUES ('integrity-check', 1)"
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(check)
        except DatabaseError:
            found.append(Difference(0, "", "the full-text index does not agree with the search texts"))
    return found
