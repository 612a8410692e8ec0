"""Contacts' stored texts as the bytes they are, read by statements written by hand.

Lists are asked for all day and passed on as they are. Letters beyond Latin-1 make decoding, joining and encoding the
texts of a page three times as long as fetching it, and composing its statement takes longer than carrying it out.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection

from contacts.directory.orders import Order, read_cursor
from contacts.tables import sent
from contacts.tables.sent import Read

Row = tuple[Any, ...]  # a body at its end
READ: dict[str, Read] = {"id": int, "sort_name": bytes.decode}  # what PostgreSQL writes as text


def _moment(text: bytes) -> dt.datetime:
    return dt.datetime.fromisoformat(text.decode())


def first(*, archived: bool | None, order: Order, after: str, most: int) -> list[Row]:
    """``(…, id, body)`` of the order's first contacts behind ``after``: its columns, and the text as bytes.

    One statement. Raises ``Invalid`` at ``after``.
    """
    by_id = order.column == "id"
    names = ("contact_id",) if by_id else order.names
    conditions, values = [], []
    if archived is not None:
        conditions.append("is_archived" if archived else "NOT is_archived")
    if after:
        places = ", ".join(["%s"] * len(names))
        conditions.append(f"({', '.join(names)}) {'<' if order.descending else '>'} ({places})")
        values = [_parameter(value) for value in _place(order, after)]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    statement = _by_id if by_id else _by_column
    return _rows(statement(where, order, most), values, [READ.get(name, _moment) for name in order.names])


def _by_id(where: str, order: Order, most: int) -> str:
    """The limit stands in the text, so that a prepared statement is planned for it."""
    sign = "DESC" if order.descending else "ASC"
    return f"SELECT contact_id, {_body()} FROM contacts_snapshot {where} ORDER BY contact_id {sign} LIMIT {most:d}"  # noqa: S608


def _by_column(where: str, order: Order, most: int) -> str:
    """The page is chosen by its ids before it meets the texts: joined at once, a planner reads all of them."""
    chosen = f"SELECT {', '.join(order.names)} FROM contacts_contact {where} ORDER BY {order.sql} LIMIT {most:d}"  # noqa: S608
    columns = ", ".join(_read(name) for name in order.names)
    return (
        f"SELECT {columns}, {_body()} FROM ({chosen}) AS page"  # noqa: S608 - the order's columns, no caller's
        f" JOIN contacts_snapshot ON contact_id = page.id ORDER BY {order.sql}"
    )


def bodies(ids: Sequence[int]) -> dict[int, bytes]:
    """The stored texts of ``ids``."""
    if not ids:
        return {}
    if connection.vendor == "postgresql":  # one array is read a good deal faster than as many values
        statement = "SELECT contact_id, body FROM contacts_snapshot WHERE contact_id = ANY(%s)"
        return dict(_rows(statement, [list(ids)], [int]))
    places = ", ".join(["%s"] * len(ids))
    statement = f"SELECT contact_id, {_body()} FROM contacts_snapshot WHERE contact_id IN ({places})"  # noqa: S608
    return dict(_rows(statement, ids, [int]))


def window(*, order: Sequence[str], offset: int, most: int) -> list[Row]:
    """``(how many there are, body)`` of contacts that are not archived; ``order`` are columns, - reverses."""
    names = [name.removeprefix("-") for name in order]
    by = ", ".join(f"{name.removeprefix('-')}{' DESC' * name.startswith('-')}" for name in order)
    return _rows(
        f"SELECT (SELECT count(*) FROM contacts_contact WHERE NOT is_archived), {_body()}"  # noqa: S608 - columns
        f" FROM (SELECT {', '.join(dict.fromkeys([*names, 'id']))} FROM contacts_contact WHERE NOT is_archived"
        f" ORDER BY {by} LIMIT %s OFFSET %s) AS page JOIN contacts_snapshot ON contact_id = page.id ORDER BY {by}",
        [most, offset],
        [int],
    )


def _place(order: Order, after: str) -> Row:
    value, id_ = read_cursor(after, order.column)
    return (int(id_),) if order.column == "id" else (value, int(id_))


def _parameter(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value


def _read(name: str) -> str:
    """A column in what is selected; SQLite keeps moments as text without their zone."""
    return f"{name} || '+00:00'" if name.endswith("_at") and connection.vendor == "sqlite" else name


def _body() -> str:
    return "body" if connection.vendor == "postgresql" else "CAST(body AS BLOB)"


def _rows(statement: str, values: Sequence[Any], read: Sequence[Read]) -> list[Row]:
    """The rows, all columns but the body read by ``read``."""
    if connection.vendor == "postgresql":
        return sent.rows(statement, values, [*read, bytes])
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
