from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import CharField, TextField
from django.db.models.functions import Upper
from django.urls import register_converter

from contacts.record.cleaning.clean import capitals
from contacts.tables import in_array
from contacts.tables.rowids import RowId


def teach_sqlite(connection: Any, **kwargs: object) -> None:
    """SQLite's own UPPER and LOWER know ASCII only; names are compared in every script, as PostgreSQL does."""
    if connection.vendor == "sqlite":
        for name, convert in (("UPPER", capitals), ("LOWER", str.lower)):
            connection.connection.create_function(name, 1, _on_text(convert), deterministic=True)


def _on_text(convert: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: convert(value) if isinstance(value, str) else value


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "Contacts"

    def ready(self) -> None:
        register_converter(RowId, "row")  # before anything below imports addresses
        CharField.register_lookup(Upper)
        TextField.register_lookup(Upper)
        in_array.register()
        connection_created.connect(teach_sqlite, dispatch_uid="teach_sqlite")

        from contacts.access.sessions import operations  # noqa: F401 - it listens to changes of credentials
        from contacts.consents.log.listening import listen  # these import models, which are there only now
        from contacts.history.journal import change_recorded

        change_recorded.connect(listen, dispatch_uid="consent_log")
