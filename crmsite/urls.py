from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from crmsite import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/staff/")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("", include("contacts.api.urls")),
    path("", include("contacts.pictures.urls")),
    path("staff/", include("contacts.staff.urls")),
]
