"""Queries that are composed once: Django takes longer to write a statement than PostgreSQL to carry it out.

``Prepared(make)`` has ``make`` write its statement for stand-ins at the first call; from then on the values of a call
take their places. So ``make`` must write the same text for whatever values: no ``if`` in it, no ``None`` among them.
The database plans it once for each connection, too. Elsewhere than on PostgreSQL it is asked anew every time.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet
from msgspec import Struct

from contacts.tables import sent
from contacts.tables.in_array import LEAST

Value = str | int | dt.datetime | list[int]


class _Text(Struct):
    """``places`` has for each parameter the number of the value that takes its place, or None for one that stays."""

    sql: str
    parameters: list[Any]
    places: list[int | None]
    compiler: Any


class Prepared:
    """The rows of ``make(*values)``, a QuerySet by ``values_list``, as tuples."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self._make = make
        self._text: _Text | None = None

    def __call__(self, *values: Value) -> Iterable[tuple[Any, ...]]:
        if connection.vendor != "postgresql":
            return self._make(*values)
        text = self._text = self._text or self._written(values)
        parameters = [
            values[place] if place is not None else parameter
            for place, parameter in zip(text.places, text.parameters, strict=True)
        ]
        rows = sent.loaded(text.sql, parameters)
        return cast(Iterable[tuple[Any, ...]], text.compiler.results_iter([rows], tuple_expected=True))

    def _written(self, values: Iterable[Value]) -> _Text:
        stand_ins = [_stand_in(number, value) for number, value in enumerate(values)]
        compiler = self._make(*stand_ins).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = [stand_ins.index(one) if one in stand_ins else None for one in parameters]
        if set(range(len(stand_ins))) - set(places):
            raise ValueError(f"not every value stands in the statement: {sql}")
        return _Text(sql, list(parameters), places, compiler)


def _stand_in(number: int, value: Value) -> Value:
    """A value of the same kind that nobody has."""
    unlikely = 2_147_000_000 + number * LEAST  # a larger one is left out where the column could not hold it
    if isinstance(value, str):
        return f"stand-in {unlikely}"
    if isinstance(value, dt.datetime):
        return dt.datetime(1901, 1, 1 + number, tzinfo=dt.UTC)
    return [unlikely + n for n in range(LEAST)] if isinstance(value, list) else unlikely
