"""Addresses of these pages, below those of the desk."""

from django.urls import URLPattern, path

from integrations.staff import calls, overview
from integrations.staff.credentials import issuing, listing, one

app_name = "dialects"

urlpatterns: list[URLPattern] = [
    path("dialects/", overview.overview, name="overview"),
    path("dialects/<slug:name>/", overview.dialect, name="dialect"),
    path("credentials/", listing.credentials, name="credentials"),
    path("credentials/new/", issuing.issue, name="credentials-new"),
    path("credentials/undo/", one.undo, name="credentials-undo"),
    path("credentials/<int:pk>/", one.credential, name="credential"),
    path("credentials/<int:pk>/rotate/", issuing.rotate, name="credential-rotate"),
    path("credentials/<int:pk>/switch/", one.switch, name="credential-switch"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<int:pk>/", calls.call, name="call"),
]
