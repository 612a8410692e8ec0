"""``/api/schema/`` and ``/api/docs/``."""

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from drf_spectacular.views import SpectacularAPIView
from msgspec import Struct

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


class Document(Struct, frozen=True):
    """An OpenAPI document that the page can show; ``name`` is what ``?api=`` asks for."""

    name: str
    title: str
    url: str


Source = Callable[[], Iterable[Document]]
ADDED: list[Source] = []  # this package may not import those above it, so they bring theirs


def add_documents(source: Source) -> None:
    """Have the documents of ``source`` on the page too; a package above says so when it is loaded."""
    if source not in ADDED:
        ADDED.append(source)


def docs(request: HttpRequest) -> HttpResponse:
    """A document as a page on which requests can be tried: the native one, or with ``?api=`` another."""
    native = Document("", "Native API", f"{reverse('api-schema')}?format=json")
    found = [native, *(document for source in ADDED for document in source())]
    shown = next((one for one in found if one.name == request.GET.get("api", "")), None)
    if shown is None:
        raise Http404("There is no such document")
    return render(request, "api/docs.html", {"documents": found, "shown": shown})
