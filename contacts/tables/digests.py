"""Digests that the database makes itself, and so can have an index of."""

from typing import Any

from django.db.models import CharField, Func


class Sha256(Func):
    """SHA-256 of a text in UTF-8, in hexadecimal; PostgreSQL has it of bytes only, SQLite is taught it by Django."""

    function = "SHA256"
    arity = 1
    output_field = CharField(max_length=64)
    # A cast to bytes would read backslashes as escapes; doubled they are read as themselves.
    postgresql = r"ENCODE(SHA256(DECODE(REPLACE(%(expressions)s, '\', '\\'), 'escape')), 'hex')"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.postgresql, **context)


__all__ = ["Sha256"]
