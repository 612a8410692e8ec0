"""The addresses of the document (seeds/004), and ``login``, which is ours."""

from django.urls import path

from integrations.dialects.lightening import views

urlpatterns = (
    path("contact", views.Contacts.as_view()),
    path("contact/<id:contact>", views.Contact.as_view()),
    path("contact/<id:contact>/delete", views.Deletion.as_view()),
    path("login", views.Login.as_view()),
    path("contact/<path:rest>", views.Nothing.as_view()),
)
