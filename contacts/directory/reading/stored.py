"""Stored texts of contacts as bytes, read by SQL written by hand.

They are passed on as they are. Decoding, joining and encoding the texts of a page takes three times as long as fetching
it once they have letters beyond Latin-1, and Django takes longer to compose the statement than PostgreSQL to run it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from contacts.directory.commands import NotFound
from contacts.directory.finding.having import Having
from contacts.directory.finding.orders import Order, read_cursor
from contacts.directory.models import Contact
from contacts.directory.reading import counting
from contacts.directory.reading.texts import NOBODY, Row, Texts, body, composed, fetch, rows
from contacts.tables.sent import Read

NEAR = 1_000  # texts that may be walked past; behind them ids alone are
READ: dict[str, Read] = {"id": int, "sort_name": bytes.decode}  # what PostgreSQL writes as text
BY_ID: dict[str, Read] = {"contact_id": int}


def _moment(text: bytes) -> dt.datetime:
    return dt.datetime.fromisoformat(text.decode())


def first(
    *, archived: bool | None, order: Order, after: str, most: int, whole: bool = True, unless: bytes = b""
) -> Texts:
    """The order's first contacts behind ``after``, in one statement. Raises ``Invalid`` at ``after``."""
    by_id = order.column == "id"
    names = ("contact_id",) if by_id else order.names
    conditions, values = [], []
    if after:
        places = ", ".join(["%s"] * len(names))
        conditions.append(f"({', '.join(names)}) {'<' if order.descending else '>'} ({places})")
        values = [_parameter(value) for value in _place(order, after)]
    where = _where(conditions, archived)
    if by_id:
        sign = "DESC" if order.descending else "ASC"
        # The limit stands in the text, so that a prepared statement is planned for it.
        source = f"FROM contacts_snapshot {where} ORDER BY contact_id {sign} LIMIT {most:d}"
        return fetch(source, values, columns=BY_ID, whole=whole, unless=unless)[0]
    # The page is chosen by its ids before it meets the texts: joined at once, a planner reads all of them.
    chosen = f"SELECT {', '.join(names)} FROM contacts_contact {where} ORDER BY {order.sql} LIMIT {most:d}"  # noqa: S608
    source = f"FROM ({chosen}) AS page JOIN contacts_snapshot ON contact_id = page.id ORDER BY {order.sql}"
    columns = {_read(name): READ.get(name, _moment) for name in names}
    return fetch(source, values, columns=columns, whole=whole, unless=unless)[0]


def having(
    parts: Sequence[Having], *, archived: bool | None = False, after: int | None = None, most: int, offset: int = 0,
    whole: bool = True,
) -> Texts:  # fmt: skip
    """The first contacts by id, behind ``after``, that have all of ``parts``."""
    conditions = [f"contact_id IN (SELECT contact_id FROM {part.sql})" for part in parts]  # noqa: S608 - of a list
    values = [value for part in parts for value in part.values]
    if after is not None:
        conditions, values = [*conditions, "contact_id > %s"], [*values, after]
    source = f"FROM contacts_snapshot {_where(conditions, archived)} ORDER BY contact_id LIMIT %s OFFSET %s"
    return fetch(source, [*values, most, offset], columns=BY_ID, whole=whole)[0]


def _where(conditions: Sequence[str], archived: bool | None) -> str:
    """All of ``conditions``, and whether contacts are archived unless that is None."""
    state = [] if archived is None else ["is_archived" if archived else "NOT is_archived"]
    return f"WHERE {' AND '.join([*conditions, *state])}" if conditions or state else ""


def bodies(ids: Sequence[int]) -> dict[int, bytes]:
    """The stored texts of ``ids``."""
    if not ids:
        return {}
    if connection.vendor == "postgresql":  # one array is read a good deal faster than as many values
        statement = "SELECT contact_id, body FROM contacts_snapshot WHERE contact_id = ANY(%s)"
        return dict(rows(statement, [list(ids)], [int, bytes]))
    places = ", ".join(["%s"] * len(ids))
    statement = f"SELECT contact_id, {body()} FROM contacts_snapshot WHERE contact_id IN ({places})"  # noqa: S608
    return dict(rows(statement, ids, [int, bytes]))


def window(*, order: Sequence[str], offset: int, most: int, whole: bool = True) -> tuple[Texts, bytes | None]:
    """Contacts not archived, and the state for ``counting.everybody`` where there are any.

    ``order`` are columns, - reverses.
    """
    if offset <= NEAR and order in (["id"], ["-id"]):
        by = _by(["contact_id" if order == ["id"] else "-contact_id"])
        source = f"FROM contacts_snapshot WHERE NOT is_archived ORDER BY {by} LIMIT %s OFFSET %s"
    else:
        chosen = f"SELECT {', '.join(_names(order))} FROM contacts_contact WHERE NOT is_archived ORDER BY {_by(order)}"  # noqa: S608
        source = (
            f"FROM ({chosen} LIMIT %s OFFSET %s) AS page"
            f" JOIN contacts_snapshot ON contact_id = page.id ORDER BY {_by(order, 'page.')}"
        )
    return fetch(source, [most, offset], columns=BY_ID, whole=whole, beside=counting.state())


def chosen(rows: QuerySet[Contact], *, order: Sequence[str], most: int, offset: int = 0, whole: bool = True) -> Texts:
    """Those of ``rows`` from ``offset`` on; ``order`` are columns, the id too."""
    page = rows.order_by(*order).values(*_names(order))[offset : offset + most]
    try:
        statement, values = page.query.sql_with_params()
    except EmptyResultSet:
        return NOBODY
    source = f"FROM ({statement}) AS page JOIN contacts_snapshot ON contact_id = page.id ORDER BY {_by(order, 'page.')}"
    return fetch(source, values, columns=BY_ID, whole=whole, read=composed)[0]


def one(contact: int) -> Texts:
    """The text of a contact; raises ``NotFound``."""
    found, _ = fetch("FROM contacts_snapshot WHERE contact_id = %s", [contact], columns=BY_ID)
    if not found.texts:
        raise NotFound
    return found


def _place(order: Order, after: str) -> Row:
    value, id_ = read_cursor(after, order.column)
    return (int(id_),) if order.column == "id" else (value, int(id_))


def _parameter(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value


def _read(name: str) -> str:
    """A column in what is selected; SQLite keeps moments as text without their zone."""
    return f"{name} || '+00:00'" if name.endswith("_at") and connection.vendor == "sqlite" else name


def _names(order: Sequence[str]) -> list[str]:
    """The columns of an order, and the id."""
    return list(dict.fromkeys([*(name.removeprefix("-") for name in order), "id"]))


def _by(order: Sequence[str], of: str = "") -> str:
    return ", ".join(f"{of}{name.removeprefix('-')}{' DESC' * name.startswith('-')}" for name in order)
