"""Addresses of the options."""

from django.urls import URLPattern, path

from contacts.staff.settings import views

settings_urls: list[URLPattern] = [
    path("settings/", views.options, name="settings"),
    path("settings/undo/", views.undo, name="settings-undo"),
    path("settings/<slug:group>/", views.options, name="settings-group"),
    path("settings/<slug:group>/reset/", views.reset, name="settings-reset"),
]
