"""Rows as tuples into one table; model instances cost more to make than their rows cost to store.

Columns are named by the fields' attribute names (``contact_id``); those left out get the database's default.
"""

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import DateField, DecimalField, Field, Model, UUIDField

from contacts.tables.copying import copy

Row = tuple[Any, ...]
Waiting = list[tuple[str, list[Any]]]  # statements with their values
BATCH = 1000  # rows a statement; SQLite takes at most 250,000 parameters
FEW = 20  # rows; below that the two round trips of a COPY take longer than one INSERT

_waiting: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


def insert(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Add rows: by COPY on PostgreSQL when they are many, otherwise by one INSERT for each thousand."""
    if connection.vendor == "postgresql" and len(rows) > FEW:
        _copy(model, columns, rows)
    else:
        _insert(model, columns, rows, "")


def upsert(model: type[Model], columns: Sequence[str], rows: Sequence[Row], *, key: Sequence[str]) -> None:
    """Add rows, or overwrite those that have the same values in the columns of ``key``, which must be unique."""
    _insert(model, columns, rows, _overwriting(model, tuple(columns), tuple(key)))


@contextmanager
def together() -> Generator[None]:
    """Single rows that are added within go to PostgreSQL in one message at the end, in their order.

    The way there and back takes as long as what it is for. Whoever reads what was added does so afterwards.
    """
    if connection.vendor != "postgresql":
        yield
        return
    waiting: Waiting = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _send(waiting)


def existing(model: type[Model], column: str, values: Collection[Any]) -> set[Any]:
    """Those of ``values`` that some row has in ``column``, as its field reads them, in one statement."""
    if not values:
        return set()
    if connection.vendor != "postgresql":
        rows = model._default_manager.filter(**{f"{column}__in": values})
        return set(rows.values_list(column, flat=True))
    name, kind = _column(model, column), _field(model, column).db_type(connection)
    with connection.cursor() as cursor:  # one array is read a good deal faster than a thousand values
        cursor.execute(
            f"SELECT {name} FROM {_table(model)} WHERE {name} = ANY(%s::{kind}[])",  # noqa: S608 - names of models
            [list(values)],
        )
        return {row[0] for row in cursor.fetchall()}


@cache
def _overwriting(model: type[Model], columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    names = [_column(model, name) for name in columns if name not in key]
    overwrite = ", ".join(f"{name} = EXCLUDED.{name}" for name in names)
    return f" ON CONFLICT ({_names(model, key)}) DO UPDATE SET {overwrite}"


def _send(waiting: Waiting) -> None:
    if waiting:
        statements, values = zip(*waiting, strict=True)
        waiting.clear()
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements), list(chain.from_iterable(values)))


def _copy(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    _send(_waiting.get() or [])  # in their order
    names = _names(model, tuple(columns))
    with connection.wrap_database_errors, connection.cursor() as cursor:
        copy(cursor, f"COPY {_table(model)} ({names}) FROM STDIN", _types(model, tuple(columns)), rows)


@cache
def _types(model: type[Model], columns: tuple[str, ...]) -> list[str]:
    """PostgreSQL's types of columns, without their limits."""
    return [str(_field(model, name).rel_db_type(connection)).partition("(")[0] for name in columns]


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[Row], on_conflict: str) -> None:
    if not rows:
        return
    names = _names(model, tuple(columns))
    place = f"({', '.join(['%s'] * len(columns))})"
    waiting = _waiting.get()
    to_send: Waiting = [] if waiting is None else waiting
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        places = ", ".join([place] * len(some))
        statement = f"INSERT INTO {_table(model)} ({names}) VALUES {places}{on_conflict}"  # noqa: S608 - names of models
        to_send.append((statement, [value for row in _adapted(model, tuple(columns), some) for value in row]))
        if waiting is None or len(some) > FEW:
            _send(to_send)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@cache
def _names(model: type[Model], columns: tuple[str, ...]) -> str:
    """The columns as they stand in a statement; quoting them anew took a tenth of a creation."""
    return ", ".join(_column(model, name) for name in columns)


def _column(model: type[Model], name: str) -> str:
    return connection.ops.quote_name(str(_field(model, name).column))


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return _fields(model)[name]


@cache
def _fields(model: type[Model]) -> dict[str, "Field[Any, Any]"]:
    return {field.attname: field for field in model._meta.concrete_fields}


def _adapted(model: type[Model], columns: tuple[str, ...], rows: Sequence[Row]) -> Iterator[Row]:
    """The rows with times, dates, decimals and UUIDs as the database's driver wants them; all else is the same."""
    places = _places(model, columns)
    if not places:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for place, adapt in places:
            if values[place] is not None:
                values[place] = adapt(values[place], connection)
        yield tuple(values)


@cache
def _places(model: type[Model], columns: tuple[str, ...]) -> list[tuple[int, Callable[[Any, Any], Any]]]:
    if connection.vendor == "postgresql":
        return []  # its driver takes all of them as they are
    fields = [_field(model, name) for name in columns]
    adapted = (DateField, DecimalField, UUIDField)  # a DateTimeField is a DateField
    return [(n, field.get_db_prep_save) for n, field in enumerate(fields) if isinstance(field, adapted)]
