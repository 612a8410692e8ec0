"""What a contact bought, asked and booked, with what is still to be paid."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from contacts.commerce import queries as commerce
from contacts.commerce.orders import queries as orders
from contacts.commerce.submissions import queries as submissions
from contacts.staff.commerce.desks import BOOKINGS, CASES, CUSTOMER, FORM
from contacts.staff.commerce.desks import ORDERS as ORDERS_DESK
from contacts.staff.engine.cells import cells_of
from contacts.staff.engine.declaration import Desk
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab

SHOWN = 50


def _table(request: HttpRequest, record: Record, desk: Desk, rows: Any, count: int) -> dict[str, Any]:
    columns = tuple(column for column in desk.columns if column not in (CUSTOMER, FORM) and column.name != "invoice")
    shown = rows.filter(contact_id=record.id, is_deleted=False)[:SHOWN]
    may_add = desk.may("add", actor=request.user)
    return {
        "desk": desk, "count": count, "columns": columns, "more": count > SHOWN,
        "rows": [
            [cell for cell, column in zip(cells_of(desk=desk, row=row, editable=False), desk.columns, strict=True)
             if column in columns]
            for row in shown
        ],
        "new_url": f"{reverse(f'staff:{desk.slug}-new')}?contact={record.id}" if may_add else "",
    }  # fmt: skip


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    counts = commerce.counts(record.id)
    kinds = ((ORDERS_DESK, orders.orders()), (CASES, submissions.cases()), (BOOKINGS, submissions.bookings()))
    tables = [
        _table(request, record, desk, rows, counts[desk.slug])
        for desk, rows in kinds
        if desk.may("view", actor=request.user)
    ]
    return {"tables": tables, "spent": orders.spent(record.id)}


def _count(record: Record) -> int:
    return sum(commerce.counts(record.id).values())


ORDERS = Tab(
    key="orders", label="Orders", template="staff/people/tabs/orders.html", context=_context, count=_count,
    permission="contacts.view_order",
)  # fmt: skip
