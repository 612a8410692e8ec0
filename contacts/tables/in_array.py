"""Lookups that send ``__in`` with many whole numbers as one array: ``= ANY(%s)``, on PostgreSQL.

The planner treats both alike. But a hundred parameters cost Django, the driver and the server's parser more than a
millisecond, and one array nearly nothing. Queries are written as ever.
"""

from typing import Any

from django.db.models import ForeignKey, IntegerField, OneToOneField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

LEAST = 8  # values; fewer are sent one by one


def _as_array(lookup: Any, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]] | None:
    """SQL and parameters, or None for what is not a list of whole numbers."""
    if not lookup.rhs_is_direct_value() or len(lookup.rhs) < LEAST:
        return None
    values = [value for value in dict.fromkeys(lookup.rhs) if value is not None]
    if not all(type(value) is int and abs(value) < 2**63 for value in values):
        return None
    lhs, params = lookup.process_lhs(compiler, connection)
    return f"{lhs} = ANY(%s::bigint[])", (*params, values)


class InArray(In):
    """``__in`` of a plain column."""

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return _as_array(self, compiler, connection) or self.as_sql(compiler, connection)


class RelatedInArray(RelatedIn):
    """``__in`` of a foreign key."""

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return _as_array(self, compiler, connection) or self.as_sql(compiler, connection)


def register() -> None:
    """Replace Django's own ``__in``."""
    IntegerField.register_lookup(InArray)
    for field in (ForeignKey, OneToOneField):
        field.register_lookup(RelatedInArray)
