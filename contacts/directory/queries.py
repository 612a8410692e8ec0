"""Finding contacts: those that match, and those that are named."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from contacts.directory.finding import facets as faceting
from contacts.directory.finding import search as searching
from contacts.directory.finding.expecting import expected
from contacts.directory.finding.filtering import compiled
from contacts.directory.models import Contact, ContactRelation, SearchText
from contacts.record.filters import Where
from contacts.tables.rowids import is_row_id

BEYOND_DOUBT = 2  # times as many as asked for, of whom one word or facet finds in a sample of everybody


def found(
    *,
    search: str = "",
    where: Where | None = None,
    archived: bool | None = False,
    within: tuple[int, int] | None = None,
) -> QuerySet[Contact]:
    """Contacts that match all that is given, in no order; ``archived`` None means both.

    A search, and several conditions that are facets, are put to the index of the search text.

    ``within`` are the first and last id, of which every part of the question is told: no database concludes from one
    to the other.
    """
    rows = Contact.objects.filter(pk__range=within) if within else Contact.objects.all()
    bound = Q(contact_id__gte=within[0], contact_id__lte=within[1]) if within else Q()
    if archived is not None:
        rows = rows.filter(is_archived=archived)
    facets, rest = faceting.split(where)
    if searching.words(search) or len(facets) > 1:
        where, indexed = rest, searching.matching(search, facets=facets, within=within)
        rows = rows.filter(pk__in=indexed.values("contact_id"))
    if where is not None:
        rows = rows.filter(compiled(where, bound))
    return rows.order_by()


def count(
    *, search: str = "", where: Where | None = None, archived: bool | None = False, most: int | None = None
) -> int:
    """How many contacts match; not more than ``most``, which is also said when a sample leaves no doubt."""
    rows: QuerySet[Any] = found(search=search, where=where, archived=archived)
    if connection.vendor == "postgresql":
        alone = indexed(search=search, where=where, archived=archived, least=1 if most else 2)
        rows = rows if alone is None else alone
        asked = len(searching.words(search)) + len(faceting.split(where)[0])
        if most and alone is not None and asked == 1 and expected(rows) > BEYOND_DOUBT * most:
            return most
    return rows[:most].count() if most else rows.count()


def indexed(
    *,
    search: str,
    where: Where | None,
    archived: bool | None,
    within: tuple[int, int] | None = None,
    in_block: bool = False,
    least: int = 2,
) -> QuerySet[SearchText] | None:
    """The same contacts as rows of the search index; None where it cannot tell all that is asked.

    Fewer facets than ``least`` and no word are rather put to the rows, whose own index tells one condition's at once.
    """
    facets, rest = faceting.split(where)
    if rest is not None or connection.vendor != "postgresql" or not (searching.words(search) or len(facets) >= least):
        return None
    return searching.matching(search, facets=facets, archived=archived, within=within, in_block=in_block)


def called(column: Literal["external_id", "import_ref"], value: str) -> QuerySet[Contact]:
    """Contacts that other systems call exactly so, in the order of their ids; by the column's index."""
    rows = Contact.objects.filter(~Q(**{column: ""}), is_archived=False, **{column: value})
    return rows.order_by("pk")


def resolve(ref: str) -> int | None:
    """The integer key of a contact named by it or by its UUID, or None; archived ones are found too."""
    if ref.isascii() and ref.isdigit():
        return int(ref) if len(ref) < 19 and Contact.objects.filter(pk=int(ref)).exists() else None
    try:
        uuid = UUID(ref)
    except ValueError:
        return None
    return Contact.objects.filter(uuid=uuid).values_list("pk", flat=True).first()


def resolve_all(refs: Iterable[str]) -> dict[str, int]:
    """The integer keys of those contacts that ``refs`` name, each by its key or its UUID; in one statement."""
    ids: dict[int, str] = {}
    uuids: dict[UUID, str] = {}
    for ref in refs:
        if is_row_id(ref):
            ids[int(ref)] = ref
        else:
            with suppress(ValueError):
                uuids[UUID(ref)] = ref
    if not ids and not uuids:
        return {}
    rows = Contact.objects.filter(Q(pk__in=ids) | Q(uuid__in=uuids)).values_list("pk", "uuid")
    return {ref: pk for pk, uuid in rows for ref in (ids.get(pk), uuids.get(uuid)) if ref is not None}


def display_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of contacts by id."""
    return dict(Contact.objects.filter(pk__in=set(ids)).values_list("pk", "display_name"))


def named_like(words: str, *, limit: int) -> list[tuple[int, str, str]]:
    """``(id, name, code)`` of contacts that ``words`` find, by name."""
    ids = list(
        found(search=words).values_list("pk", flat=True)[:200]
    )  # sorted afterwards: the order's index is no help
    rows = Contact.objects.filter(pk__in=ids).order_by("sort_name", "pk")
    return list(rows.values_list("pk", "display_name", "code")[:limit])


def with_sort_names(names: Iterable[str]) -> list[tuple[str, str, int]]:
    """``(sort name, display name, id)`` of contacts that lists order by one of ``names``, none put away."""
    rows = Contact.objects.filter(is_archived=False, sort_name__in=set(names)).order_by("pk")
    return list(rows.values_list("sort_name", "display_name", "pk"))


def standing(ids: Iterable[int]) -> dict[int, tuple[int, bool]]:
    """``(revision, whether it is put away)`` of contacts by id, in one statement."""
    rows = Contact.objects.filter(pk__in=set(ids)).values_list("pk", "revision", "is_archived")
    return {pk: (revision, is_archived) for pk, revision, is_archived in rows}


def related_to(contact: int, *, limit: int = 100) -> list[tuple[int, str, str]]:
    """``(contact, its name, type)`` of those who say that ``contact`` is ``type`` to them."""
    rows = ContactRelation.objects.filter(other=contact, contact__is_archived=False).order_by("pk")
    return list(rows.values_list("contact_id", "contact__display_name", "type")[:limit])
