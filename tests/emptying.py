"""How the tables are emptied after a test that commits; the methods ``sql_flush`` of both databases.

The rights of staff stay: Django would make all 400 anew after each such test.
"""

from collections.abc import Sequence
from typing import Any

KEPT = {"django_content_type", "auth_permission"}


def sqlite(operations: Any, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
    """Its guards stand in the way of every DELETE: they step aside."""
    with operations.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_guard_%'")
        guards = cursor.fetchall()
    off, on = [f"DROP TRIGGER {name}" for name, _ in guards], [sql for _, sql in guards]
    return [*off, *(f"DELETE FROM {name}" for name in _filled(operations, tables)), *on]


def postgresql(operations: Any, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
    """TRUNCATE gives each table and index a new file; a test leaves a few rows in a few of them."""
    deletions = [f"DELETE FROM {name}" for name in _filled(operations, tables)]
    return ["SET session_replication_role = replica", *deletions, "RESET session_replication_role"]


def _filled(operations: Any, tables: Sequence[str]) -> list[str]:
    """Those with rows in them, quoted."""
    names = [operations.quote_name(table) for table in tables if table not in KEPT]
    with operations.connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {name})' for name in names)}")
        return [name for name, has_rows in zip(names, cursor.fetchone(), strict=True) if has_rows]
