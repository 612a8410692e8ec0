"""What makes the database itself refuse to change the log, for every program that reaches it with raw SQL.

Rows of the log, of wordings and of erasures can be added and never changed; only events of a contact that stands among
the erasures can be removed. A migration that makes one of these tables anew (SQLite does, for a changed column) must
``install`` again: a trigger goes with its table, and a test misses it then. Whoever owns the database can drop a
trigger and empty a table; that is what the chain and the days' heads outside the database are for.
"""

from collections.abc import Sequence
from typing import Any

EVENT, WORDING, ERASURE = "contacts_consentevent", "contacts_wording", "contacts_consenterasure"
SENTENCE = "the consent log is append-only"
ERASED = f"EXISTS (SELECT 1 FROM {ERASURE} WHERE contact_id = OLD.contact_id)"  # noqa: S608 - names of tables

POSTGRESQL = [
    f"""
    CREATE FUNCTION contacts_consents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND TG_TABLE_NAME = '{EVENT}' THEN
            IF {ERASED} THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION contacts_consents_refuse()"
        for table in (EVENT, WORDING, ERASURE)
    ),
]
POSTGRESQL_BACK = [
    *(f"DROP TRIGGER {table}_guard ON {table}" for table in (EVENT, WORDING, ERASURE)),
    "DROP FUNCTION contacts_consents_refuse()",
]


def _sqlite(table: str, verb: str, when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    return (
        f"CREATE TRIGGER {table}_guard_{verb.lower()} BEFORE {verb} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )


# INSERT OR REPLACE removes the row in its way without asking the triggers of DELETE.
IN_THE_WAY = {
    EVENT: f"EXISTS (SELECT 1 FROM {EVENT} WHERE id = NEW.id OR (contact_id = NEW.contact_id AND number = NEW.number))",  # noqa: S608
    WORDING: f"EXISTS (SELECT 1 FROM {WORDING} WHERE id = NEW.id)",  # noqa: S608
    ERASURE: f"EXISTS (SELECT 1 FROM {ERASURE} WHERE contact_id = NEW.contact_id)",  # noqa: S608
}
SQLITE = [
    *(_sqlite(table, "INSERT", when) for table, when in IN_THE_WAY.items()),
    *(_sqlite(table, "UPDATE") for table in IN_THE_WAY),
    *(_sqlite(table, "DELETE", f"NOT {ERASED}" if table == EVENT else "") for table in IN_THE_WAY),
]
SQLITE_BACK = [f"DROP TRIGGER {table}_guard_{verb}" for table in IN_THE_WAY for verb in ("insert", "update", "delete")]


def install(connection: Any) -> None:
    """Set the guards up; the tables must be there."""
    _run(connection, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def remove(connection: Any) -> None:
    """Take the guards away, to unmake the tables."""
    _run(connection, POSTGRESQL_BACK if connection.vendor == "postgresql" else SQLITE_BACK)


def _run(connection: Any, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
