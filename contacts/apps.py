from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


def teach_sqlite(connection: Any, **kwargs: object) -> None:
    """SQLite's own UPPER and LOWER know ASCII only; names are compared in every script, as PostgreSQL does."""
    from contacts.record.cleaning.clean import capitals  # nothing of ours may be imported before the apps are ready

    if connection.vendor == "sqlite":
        for name, convert in (("UPPER", capitals), ("LOWER", str.lower)):
            connection.connection.create_function(name, 1, _on_text(convert), deterministic=True)


def _on_text(convert: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: convert(value) if isinstance(value, str) else value


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "Contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models import CharField, TextField  # models cannot be touched before the apps are ready
        from django.db.models.functions import Upper

        from contacts.consents.log.listening import listen
        from contacts.history.journal import change_recorded
        from contacts.tables import among

        among.register()
        change_recorded.connect(listen, dispatch_uid="consent_log")
        connection_created.connect(teach_sqlite, dispatch_uid="teach_sqlite")
        CharField.register_lookup(Upper)
        TextField.register_lookup(Upper)

        from contacts.access.sessions import operations  # noqa: F401 - it listens to changes of credentials
