"""One viewset: search, a filter on towns, and pages by cursor, so that nothing is counted."""

from django.db.models import QuerySet
from rest_framework import filters, viewsets
from rest_framework.pagination import CursorPagination

from tests.benchmarks.plain import models
from tests.benchmarks.plain.serializers import ContactSerializer

ALL = ("emails", "phones", "addresses", "affiliations", "tags", "consents", "zones__zone", "custom")


class Pages(CursorPagination):
    page_size = 100
    ordering = "id"


class Contacts(viewsets.ModelViewSet):
    serializer_class = ContactSerializer
    pagination_class = Pages
    filter_backends = (filters.SearchFilter,)
    search_fields = ("display_name", "company_name", "code", "external_id", "emails__email", "addresses__town")

    def get_queryset(self) -> QuerySet[models.Contact]:
        found = models.Contact.objects.filter(is_archived=False)
        if town := self.request.query_params.get("addresses.town"):
            found = found.filter(addresses__town__iexact=town)
        return found.select_related("demographics", "company_profile").prefetch_related(*ALL)
