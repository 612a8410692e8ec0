"""Addresses of the native API; none ends in a slash."""

from django.http import HttpResponse
from django.urls import URLPattern, path
from rest_framework.request import Request

from contacts.api.protocol import problems
from contacts.api.protocol.bodies import answer
from contacts.api.protocol.paging import refuse_unknown
from contacts.api.protocol.views import Resource
from contacts.api.resources.approvals import approval_urls
from contacts.api.resources.bulk import Bulk
from contacts.api.resources.commerce.urls import commerce_urls
from contacts.api.resources.communications import communication_urls
from contacts.api.resources.consents import Consents, OneWording, Wordings
from contacts.api.resources.contacts import Contacts, Numbers, OneContact
from contacts.api.resources.files import Content, Files, OneFile
from contacts.api.resources.history import Changes, History, Restoring, ValueOrigins
from contacts.api.resources.imports import Imports, OneImport
from contacts.api.resources.keys import Keys, OneKey
from contacts.api.resources.lookups import RESOURCES, LookUps, OneLookUp
from contacts.api.resources.photos import ContactPhoto
from contacts.api.resources.portal_identity import PortalAccess
from contacts.api.resources.zones import Grants, OneGrant
from contacts.api.schema.added import TOPS
from contacts.api.schema.views import Schema, docs

V1 = "api/v1/"
TOP = ("contacts", "orders", "cases", "bookings", "changes", "imports", "wordings", "api-keys", *RESOURCES)


class Root(Resource):
    """What there is."""

    def get(self, request: Request) -> HttpResponse:
        """The addresses of the resources by name."""
        refuse_unknown(request, ())
        return answer({name: request.build_absolute_uri(f"/{V1}{name}") for name in (*TOP, *TOPS)})


urlpatterns: list[URLPattern] = [
    path(V1, Root.as_view()),
    path(f"{V1}contacts", Contacts.as_view()),
    path(f"{V1}contacts/bulk", Bulk.as_view()),
    path(f"{V1}contacts/<str:ref>", OneContact.as_view()),
    path(f"{V1}contacts/<str:ref>/history", History.as_view()),
    path(f"{V1}contacts/<str:ref>/origins", ValueOrigins.as_view()),
    path(f"{V1}contacts/<str:ref>/restore", Restoring.as_view()),
    path(f"{V1}contacts/<str:ref>/numbers", Numbers.as_view()),
    path(f"{V1}contacts/<str:ref>/zones", Grants.as_view()),
    path(f"{V1}contacts/<str:ref>/zones/<row:zone>", OneGrant.as_view()),
    path(f"{V1}contacts/<str:ref>/portal-identity", PortalAccess.as_view()),
    path(f"{V1}contacts/<str:ref>/photo", ContactPhoto.as_view()),
    path(f"{V1}contacts/<str:ref>/files", Files.as_view()),
    path(f"{V1}files/<str:file>", OneFile.as_view()),
    path(f"{V1}files/<str:file>/content", Content.as_view()),
    path(f"{V1}contacts/<str:ref>/consents", Consents.as_view()),
    path(f"{V1}wordings", Wordings.as_view()),
    path(f"{V1}wordings/<row:key>", OneWording.as_view()),
    *commerce_urls(V1),
    *communication_urls(V1),
    *approval_urls(V1),
    path(f"{V1}changes", Changes.as_view()),
    path(f"{V1}imports", Imports.as_view()),
    path(f"{V1}imports/<row:source>", OneImport.as_view()),
    path(f"{V1}api-keys", Keys.as_view()),
    path(f"{V1}api-keys/<row:key>", OneKey.as_view()),
    *(path(f"{V1}{name}", LookUps.as_view(path=name), name=name) for name in RESOURCES),
    *(path(f"{V1}{name}/<row:pk>", OneLookUp.as_view(path=name)) for name in RESOURCES),
    path("api/schema/", Schema.as_view(), name="api-schema"),
    path("api/docs/", docs, name="api-docs"),
]
nowhere = path("api/v1/<path:rest>", problems.not_found)
