"""Who is in which zone, now."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Lower

from contacts.tables.rowids import is_row_id
from contacts.zones.models import Grant, Zone


def find(refs: Iterable[int | str]) -> dict[int | str, tuple[int, str]]:
    """``(id, name)`` of the zones that ``refs`` name by id, code or name, in one statement."""
    wanted = set(refs)
    ids = {ref for ref in wanted if isinstance(ref, int) and abs(ref) < 2**63}
    words = {ref for ref in wanted if isinstance(ref, str)}
    rows = (
        Zone.objects.annotate(folded=Lower("name"))
        .filter(Q(pk__in=ids) | Q(folded__in={word.lower() for word in words}) | Q(code__in=words))
        .values_list("pk", "name", "folded", "code")
    )
    found: dict[int | str, tuple[int, str]] = {}
    for pk, name, folded, code in rows:
        found |= {ref: (pk, name) for ref in wanted if ref in (pk, code) or str(ref).lower() == folded}
    return found


def names(ids: Iterable[int]) -> dict[int, str]:
    """The names of zones by id; unknown ids are left out."""
    return dict(Zone.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def grants(contact: int) -> QuerySet[Grant]:
    """The memberships of a contact, expired ones too, with their zones."""
    return Grant.objects.filter(contact=contact).select_related("zone")


def live(grants: QuerySet[Grant], now: dt.datetime) -> QuerySet[Grant]:
    """The grants that let someone in at ``now``."""
    return grants.filter(Q(expires_at=None) | Q(expires_at__gt=now))


def choosable() -> list[tuple[int, str]]:
    """``(id, name)`` of the zones that may be granted."""
    return list(Zone.objects.filter(is_active=True).values_list("pk", "name"))


def admitted(contact: int, ref: str, *, now: dt.datetime) -> uuid.UUID | None:
    """The UUID of ``contact`` when the zone that ``ref`` names (id, else code, else name) lets it in at ``now``.

    One statement. A zone that is off lets nobody in, and a contact that was put away is let in nowhere.
    """
    by_id = Q(pk=int(ref)) if is_row_id(ref) else Q(pk=None)
    grants = live(Grant.objects.filter(zone=OuterRef("pk"), contact=contact, contact__is_archived=False), now)
    nearest = Case(When(by_id, then=Value(0)), When(code=ref, then=Value(1)), default=Value(2))
    zones = Zone.objects.annotate(folded=Lower("name")).filter(by_id | Q(folded=ref.lower()) | Q(code=ref, code__gt=""))
    found = zones.annotate(member=Subquery(grants.values("contact__uuid")[:1]), nearest=nearest).order_by("nearest")
    row = found.values_list("is_active", "member").first()
    return row[1] if row and row[0] else None
