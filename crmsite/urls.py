from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from contacts.api.urls import nowhere
from contacts.portal.unsubscribing import unsubscribe_urls
from crmsite import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/staff/")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("", include("contacts.api.urls")),
    path("", include("integrations.api.urls")),
    path("", include("integrations.dialects.urls")),
    nowhere,  # after the dialects: some of their addresses begin like native ones
    path("", include("contacts.pictures.urls")),
    *unsubscribe_urls,
    path("staff/", include("contacts.staff.urls")),
    path("staff/", include("integrations.staff.urls")),
    path("portal/", include("contacts.portal.urls")),
]
handler403 = "crmsite.faults.forbidden"
handler404 = "crmsite.faults.not_found"
handler500 = "crmsite.faults.failed"
