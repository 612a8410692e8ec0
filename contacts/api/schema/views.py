"""``/api/schema/`` and ``/api/docs/``."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.views import SpectacularAPIView

from contacts.api.protocol.authentication import ApiKeyAuthentication
from contacts.api.protocol.problems import handle


class Schema(SpectacularAPIView):
    """The OpenAPI document: YAML, or JSON with ``?format=json``. With a key it tells of custom fields too."""

    authentication_classes = [ApiKeyAuthentication]
    permission_classes = []
    serve_public = True

    def get_exception_handler(self):  # type: ignore[no-untyped-def]
        """Problems, as everywhere."""
        return handle


def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page on which requests can be tried."""
    return render(request, "api/docs.html")
