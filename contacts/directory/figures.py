"""Counting contacts for overviews, from indexes alone: a million contacts are not read to be counted."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from django.db.models import Count, Value
from msgspec import Struct

from contacts.directory.models import Contact


class Share(Struct, frozen=True):
    """How many contacts are alike in these three."""

    kind: str
    life_cycle_state: str
    is_archived: bool
    count: int


def made_between(bounds: Sequence[dt.datetime]) -> list[int]:
    """How many contacts were made from each bound to the next, in one statement; n bounds give n - 1 counts."""
    spans = [
        Contact.objects.order_by()
        .filter(created_at__gte=start, created_at__lt=end)
        .annotate(span=Value(number))
        .values("span")
        .annotate(count=Count("pk"))
        .values_list("span", "count")
        for number, (start, end) in enumerate(pairwise(bounds))
    ]
    found = dict(spans[0].union(*spans[1:], all=True)) if spans else {}
    return [found.get(number, 0) for number in range(len(spans))]


def shares() -> list[Share]:
    """Every contact counted once, by kind, life-cycle state and whether it is archived, in one statement."""
    keys = ("kind", "life_cycle_state", "is_archived")
    rows = Contact.objects.order_by().values_list(*keys).annotate(count=Count("pk"))
    return [Share(*row) for row in rows]
