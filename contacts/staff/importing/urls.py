"""Addresses of the import pages."""

from django.urls import URLPattern, path

from contacts.staff.importing import views

import_urls: list[URLPattern] = [
    path("import/", views.begin, name="import"),
    path("import/<int:pk>/", views.one, name="import-one"),
    path("import/<int:pk>/progress/", views.progress, name="import-progress"),
    path("import/<int:pk>/run/", views.run, name="import-run"),
    path("import/<int:pk>/cancel/", views.cancel, name="import-cancel"),
]
