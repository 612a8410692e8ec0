from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = "Integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the pages and documents of the dialects to those of the contacts, which may not import them."""
        from contacts.api.schema.views import add_documents  # not before every model is there
        from contacts.staff.frame.places import add_places
        from integrations.staff.places import documents_of_dialects, places_of_integrations

        add_places(places_of_integrations)
        add_documents(documents_of_dialects)
