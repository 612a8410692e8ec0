"""Lines and payments in the database: a statement for all that is new, one for all that changed, one for what went."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import JSONField, Model

from contacts.commerce.models import Order, OrderLine, Payment
from contacts.commerce.setting import stored
from contacts.tables import bulk

Part = TypeVar("Part", OrderLine, Payment)
Seen = dict[int, tuple[Any, ...]]


def seen(rows: Iterable[Model]) -> Seen:
    """The values of rows by primary key, as they are before anything is set."""
    return {row.pk: stored(row) for row in rows}


def write(model: type[Part], order: Order, rows: Sequence[Part], before: Seen) -> bool:
    """Make the table hold ``rows`` for this order; say whether it held anything else."""
    for place, row in enumerate(rows, 1):
        row.order = order
        if isinstance(row, OrderLine):
            row.position = place
    new = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk is not None and stored(row) != before[row.pk]]
    gone = set(before) - {row.pk for row in rows}
    columns = [column.attname for column in model._meta.concrete_fields]
    if gone:
        model._default_manager.filter(order=order, pk__in=gone).delete()
    if changed:
        bulk.upsert(model, columns, [_values(row) for row in changed], key=("id",))
    if new:
        bulk.insert(model, columns[1:], [_values(row)[1:] for row in new])
    return bool(new or changed or gone)


def _values(row: OrderLine | Payment) -> tuple[Any, ...]:
    return tuple(
        json.dumps(getattr(row, column.attname)) if isinstance(column, JSONField) else getattr(row, column.attname)
        for column in row._meta.concrete_fields
    )
