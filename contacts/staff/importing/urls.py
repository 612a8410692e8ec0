"""Addresses of the import pages."""

from django.urls import URLPattern, path

from contacts.staff.importing import views

import_urls: list[URLPattern] = [
    path("import/", views.begin, name="import"),
    path("import/<row:pk>/", views.one, name="import-one"),
    path("import/<row:pk>/progress/", views.progress, name="import-progress"),
    path("import/<row:pk>/refused/", views.refused, name="import-refused"),
    path("import/<row:pk>/run/", views.run, name="import-run"),
    path("import/<row:pk>/again/", views.map_again, name="import-again"),
    path("import/<row:pk>/cancel/", views.cancel, name="import-cancel"),
    path("import/<row:pk>/discard/", views.discard, name="import-discard"),
]
