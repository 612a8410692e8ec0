"""How the tables are emptied after a test that commits: they are left as the migrations left them, on both databases.

Django would empty all, also those that migrations fill, and whatever test comes next in the same process would miss
countries and statuses; which one that is differs each time. The rights of staff stay, so that nobody makes them anew.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

KEPT = {"django_content_type", "auth_permission"}


_copies: dict[str, str] = {}  # quoted names of tables that migrations fill, and of copies of them


def remember() -> None:
    """Copy the rows that migrations made; called once, before the first test."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for name in _filled(connection.ops, tables):
            _copies[name] = connection.ops.quote_name(f"migrated_{len(_copies)}")
            cursor.execute(f"CREATE TABLE {_copies[name]} AS SELECT * FROM {name}")


def sqlite(operations: Any, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
    """Its guards stand in the way of every DELETE: they step aside."""
    with operations.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_guard_%'")
        guards = cursor.fetchall()
    off, on = [f"DROP TRIGGER {name}" for name, _ in guards], [sql for _, sql in guards]
    return [*off, *_as_migrated(operations, tables), *on]


def postgresql(operations: Any, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
    """TRUNCATE gives each table and index a new file; a test leaves a few rows in a few of them."""
    whole = _as_migrated(operations, tables)
    return ["SET session_replication_role = replica", *whole, "RESET session_replication_role"]


def _as_migrated(operations: Any, tables: Sequence[str]) -> list[str]:
    emptied = [f"DELETE FROM {name}" for name in _filled(operations, tables)]
    return [*emptied, *(f"INSERT INTO {name} SELECT * FROM {copy}" for name, copy in _copies.items())]


def _filled(operations: Any, tables: Sequence[str]) -> list[str]:
    """Those with rows in them, quoted."""
    names = [operations.quote_name(table) for table in tables if table not in KEPT]
    with operations.connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {name})' for name in names)}")
        return [name for name, has_rows in zip(names, cursor.fetchone(), strict=True) if has_rows]
