from django.apps import AppConfig
from django.urls import register_converter

from contacts.tables.rowids import RowId


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = "Integrations"

    def ready(self) -> None:
        """Add to the contacts, which may not import them: pages and documents of the dialects, and the outbox's ear."""
        register_converter(RowId, "id")  # as documents of dialects call it; before anything below imports addresses

        from contacts.api.schema.views import add_documents  # not before every model is there
        from contacts.history.journal import change_recorded
        from contacts.staff.accounts.rights import add_rights
        from contacts.staff.dashboard.notices import add_notices
        from contacts.staff.frame.places import add_places
        from contacts.staff.people.tabs.registry import add_tab
        from integrations.outbox.leaving.writing import listen
        from integrations.staff.elsewhere.tab import ELSEWHERE
        from integrations.staff.places import (
            RIGHTS,
            documents_of_dialects,
            notices_of_integrations,
            places_of_integrations,
        )

        add_places(places_of_integrations)
        for label, kind, verbs in RIGHTS:
            add_rights("integrations", label=label, kind=kind, verbs=verbs)
        add_notices(notices_of_integrations)
        add_tab(ELSEWHERE)
        add_documents(documents_of_dialects)
        change_recorded.connect(listen, dispatch_uid="outbox")
