"""Addresses of the pages about programs."""

from django.urls import URLPattern, path

from contacts.staff.engine.views import show_list
from contacts.staff.programs import apps, keys
from contacts.staff.programs.desks import API_KEYS, APPS

program_urls: list[URLPattern] = [
    path("api-keys/", show_list, {"desk": API_KEYS}, name="api-keys-list"),
    path("api-keys/new/", keys.new, name="api-keys-new"),
    path("api-keys/<row:pk>/", keys.one, name="api-keys-edit"),
    path("api-keys/<row:pk>/revoke/", keys.revoke, name="api-keys-revoke"),
    path("apps/", show_list, {"desk": APPS}, name="apps-list"),
    path("apps/new/", apps.new, name="apps-new"),
    path("apps/<row:pk>/", apps.one, name="apps-edit"),
    path("apps/<row:pk>/rotate/", apps.rotate, name="apps-rotate"),
    path("apps/<row:pk>/disable/", apps.disable, name="apps-disable"),
]
