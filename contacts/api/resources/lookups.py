"""Look-ups, custom fields and zones: rows that staff edit, all served by the same two views."""

from functools import cache
from typing import Any

import django_filters
from django.db.models import ForeignKey, JSONField, Model, QuerySet
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_object
from contacts.api.protocol.paging import PAGING, flag_asked, page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.commerce import statuses
from contacts.commerce.models import OrderStatus
from contacts.directory.storing.zone_names import change_zone
from contacts.history.actor import Actor
from contacts.lookups import models, operations
from contacts.record.errors import FieldError, Invalid
from contacts.zones import operations as zones
from contacts.zones.models import Zone

# The path below /api/v1/ → what the operations call this kind, and its rows.
RESOURCES: dict[str, tuple[str, type[Model]]] = {
    "categories": ("category", models.Category),
    "groups": ("owner_group", models.OwnerGroup),
    "privacy-levels": ("privacy_level", models.PrivacyLevel),
    "industries": ("industry", models.Industry),
    "sectors": ("sector", models.Sector),
    "sources": ("source", models.Source),
    "marketing-lists": ("marketing_list", models.MarketingList),
    "customer-types": ("customer_type", models.CustomerType),
    "organisations": ("organisation", models.Organisation),
    "branches": ("branch", models.Branch),
    "vendors": ("vendor", models.Vendor),
    "cost-centres": ("cost_centre", models.CostCentre),
    "order-statuses": ("order_status", OrderStatus),
    "custom-field-groups": ("custom_field_group", models.CustomFieldGroup),
    "custom-fields": ("custom_field", models.CustomField),
    "zones": ("zone", Zone),
}
READ_ONLY = ("id", "uuid")


@cache
def serializer_of(model: type[Model]) -> type[serializers.ModelSerializer[Any]]:
    """A serializer of every column; what may be written is judged by the operations, which every surface calls."""
    names = [field.name for field in model._meta.concrete_fields]
    read_only = [name for name in names if name in READ_ONLY]
    meta = type("Meta", (), {"model": model, "fields": names, "read_only_fields": read_only})
    return type(f"{model.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta})


@cache
def filters_of(model: type[Model]) -> type[django_filters.FilterSet]:
    """Filters by any column's exact value, and by a part of the name or code."""
    fields: dict[str, list[str]] = {}
    for field in model._meta.concrete_fields:
        if not isinstance(field, JSONField) and field.name != "id":
            is_text = field.name in ("name", "label", "alias", "code")
            fields[field.name] = ["exact", "icontains"] if is_text else ["exact"]
    found: type[django_filters.FilterSet] = django_filters.filterset.filterset_factory(model, fields=fields)
    return found


class LookUpResource(Resource):
    """What list and single row share; ``path`` is a key of ``RESOURCES``."""

    path = ""
    writes = "lookups:write"

    @property
    def kind(self) -> str:
        return RESOURCES[self.path][0]

    @property
    def model(self) -> type[Model]:
        return RESOURCES[self.path][1]

    def rows(self) -> QuerySet[Model]:
        """All rows by id, with what they point at left as ids."""
        return self.model._default_manager.order_by("pk")

    def serialize(self, row: Model) -> dict[str, Any]:
        """A row as callers read it."""
        return dict(serializer_of(self.model)(row).data)

    def values(self, request: Request) -> dict[str, Any]:
        """The columns a caller names; raises ``Invalid`` at keys that are none. Read-only keys may be sent back."""
        fields = {field.name: field for field in self.model._meta.concrete_fields}
        data = read_object(request, known=tuple(fields))
        return {
            f"{name}_id" if isinstance(fields[name], ForeignKey) else name: value
            for name, value in data.items()
            if name not in READ_ONLY
        }


class LookUps(LookUpResource):
    """The rows of one kind."""

    def get(self, request: Request) -> HttpResponse:
        """A page of rows, filtered by their columns (``name__icontains`` for a part of a name)."""
        filters = filters_of(self.model)(request.query_params, queryset=self.rows())
        refuse_unknown(request, (*filters.filters, *PAGING))
        if not filters.is_valid():
            raise Invalid(
                FieldError(name, "invalid", str(message))
                for name, messages in filters.errors.items() for message in messages
            )  # fmt: skip
        rows = filters.qs
        page, following = page_of(request, rows, "pk")
        body: dict[str, Any] = {"results": [self.serialize(row) for row in page], "next": following}
        return answer(body | ({"count": rows.count()} if flag_asked(request, "count") else {}))

    @once
    def post(self, request: Request) -> HttpResponse:
        """A new row: 201."""
        row = _create(self.kind, self.values(request), actor_of(request))
        location = request.build_absolute_uri(f"{request.path}/{row.pk}")
        return answer(self.serialize(row), status=201, headers={"Location": location})


class OneLookUp(LookUpResource):
    """One row."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The row."""
        return answer(self.serialize(self.found(pk)))

    @once
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """Change the columns that are named."""
        return self._changed(request, pk, self.values(request))

    @once
    def put(self, request: Request, pk: int) -> HttpResponse:
        """Replace: columns that are not named get their defaults."""
        values = self.values(request)
        for field in self.model._meta.concrete_fields:
            if field.name not in READ_ONLY and field.has_default():
                values.setdefault(field.attname, field.get_default())
        return self._changed(request, pk, values)

    @once
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Remove a row that nothing uses: 204, otherwise 409 saying what does."""
        self.found(pk)
        _remove(self.kind, pk, actor_of(request))
        return HttpResponse(status=204)

    def found(self, pk: int) -> Model:
        """The row; raises ``Problem`` 404."""
        row = self.rows().filter(pk=pk).first()
        if row is None:
            raise Problem(404, f"There is no {self.model._meta.verbose_name} {pk}.")
        return row

    def _changed(self, request: Request, pk: int, values: dict[str, Any]) -> HttpResponse:
        self.found(pk)
        return answer(self.serialize(_change(self.kind, pk, values, actor_of(request))))


def _create(kind: str, values: dict[str, Any], actor: Actor) -> Any:
    if kind == "zone":
        return zones.create(values=values, actor=actor)
    if kind == "order_status":
        return statuses.create(values=values, actor=actor)
    return operations.create(kind, values=values, actor=actor)


def _change(kind: str, pk: int, values: dict[str, Any], actor: Actor) -> Any:
    if kind == "zone":
        return change_zone(zone=pk, values=values, actor=actor)
    if kind == "order_status":
        return statuses.change(pk, values=values, actor=actor)
    return operations.change(kind, pk, values=values, actor=actor)


def _remove(kind: str, pk: int, actor: Actor) -> None:
    if kind == "zone":
        zones.remove(zone=pk, actor=actor)
    elif kind == "order_status":
        statuses.remove(pk, actor=actor)
    else:
        operations.remove(kind, pk, actor=actor)
