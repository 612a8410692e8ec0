from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from contacts.api import urls as api
from contacts.portal.unsubscribing import unsubscribe_urls
from crmsite import health
from crmsite.routing import by_beginning
from integrations.api import urls as integrations_api
from integrations.dialects import urls as dialects

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/staff/")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    *by_beginning([*api.urlpatterns, *integrations_api.urlpatterns, *dialects.urlpatterns]),
    api.nowhere,  # after the dialects: some of their addresses begin like native ones
    path("", include("contacts.pictures.urls")),
    *unsubscribe_urls,
    path("staff/", include("contacts.staff.urls")),
    path("staff/", include("integrations.staff.urls")),
    path("portal/", include("contacts.portal.urls")),
]
handler400 = "crmsite.faults.unreadable"
handler403 = "crmsite.faults.forbidden"
handler404 = "crmsite.faults.not_found"
handler500 = "crmsite.faults.failed"
