"""Addresses of every dialect; none ends in a slash, and none is one of the native API."""

from django.urls import URLPattern, path

from integrations.dialects import schema
from integrations.dialects.registry import DIALECTS

urlpatterns: list[URLPattern] = [
    *(pattern for dialect in DIALECTS for pattern in dialect.urlpatterns),
    path("api/schema/<slug:dialect>/", schema.view, name="dialect-schema"),
]
