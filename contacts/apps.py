from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


def teach_sqlite(connection: Any, **kwargs: object) -> None:
    """SQLite's own UPPER knows ASCII only; names and towns are compared in every script, as PostgreSQL does."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "UPPER", 1, lambda text: text.upper() if isinstance(text, str) else text, deterministic=True
        )


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "Contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models import CharField, TextField  # models cannot be touched before the apps are ready
        from django.db.models.functions import Upper

        connection_created.connect(teach_sqlite, dispatch_uid="teach_sqlite")
        CharField.register_lookup(Upper)
        TextField.register_lookup(Upper)
