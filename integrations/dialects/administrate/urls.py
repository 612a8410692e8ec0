"""The addresses of the document (seeds/003)."""

from django.urls import path

from integrations.dialects.administrate import views

urlpatterns = (
    path("api/v2/crm/contacts", views.Contacts.as_view()),
    path("api/v2/crm/contacts/<id:contact>", views.Contact.as_view()),
    path("api/v2/meta/crm/contacts", views.Meta.as_view()),
    path("api/v2/crm/<path:rest>", views.Nothing.as_view()),
    path("api/v2/meta/<path:rest>", views.Nothing.as_view()),
)
