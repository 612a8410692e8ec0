"""Making, changing and removing the statuses of orders."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from contacts.commerce.models import OrderStatus
from contacts.history.actor import Actor
from contacts.lookups.saving import InUse, saved


def create(*, values: Mapping[str, Any], actor: Actor) -> OrderStatus:
    """A new status; raises ``Invalid``."""
    return saved(OrderStatus(), values)


def change(id_: int, *, values: Mapping[str, Any], actor: Actor) -> OrderStatus:
    """The status with ``values``; raises ``Invalid``, ``OrderStatus.DoesNotExist``."""
    with transaction.atomic():
        return saved(OrderStatus.objects.select_for_update().get(pk=id_), values)


def remove(id_: int, *, actor: Actor) -> None:
    """Delete a status that no order has; raises ``InUse``, ``OrderStatus.DoesNotExist``."""
    with transaction.atomic():
        row = OrderStatus.objects.select_for_update().get(pk=id_)
        if count := row.orders.count():
            raise InUse(row.name, [("order", count)])
        row.delete()


def restore(*, row: OrderStatus, actor: Actor) -> OrderStatus:
    """A removed status again, under the id it had; raises ``Invalid`` when another took its name meanwhile."""
    return row if OrderStatus.objects.filter(pk=row.pk).exists() else saved(row, {})


def choosable(*, also: int | None = None) -> list[tuple[int, str]]:
    """``(id, name)`` of the statuses an order may get, in their order, and of the one it has."""
    rows = OrderStatus.objects.filter(Q(is_active=True) | Q(pk=also or 0))
    return list(rows.values_list("pk", "name"))
