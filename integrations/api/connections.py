"""Connections: accounts of ours at other systems. Secrets go in and never come out."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from msgspec import UNSET, Struct
from msgspec.structs import asdict
from rest_framework.request import Request

from contacts.api.protocol.authentication import actor_of, require_scope
from contacts.api.protocol.bodies import answer, read_as
from contacts.api.protocol.paging import page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.shapes import Page
from contacts.record.errors import invalid
from integrations.api import telling
from integrations.api.shapes import ConnectionRequest, TestResult
from integrations.connections import operations
from integrations.connections.models import Connection
from integrations.dialects.registry import CONNECTORS
from integrations.dialects.webhook.connector import NAME as WEBHOOK
from integrations.outbox import operations as outbox

DIALECTS = tuple(name for name in CONNECTORS if name != WEBHOOK)
READS, WRITES = "connections:read", "connections:manage"


def stored(*, webhooks: bool) -> QuerySet[Connection]:
    """Connections to vendors, or webhooks, each with its lane."""
    rows = Connection.objects.select_related("lane").order_by("pk")
    return rows.filter(dialect=WEBHOOK) if webhooks else rows.exclude(dialect=WEBHOOK)


def one(pk: int, *, webhooks: bool) -> Connection:
    """The connection, or a 404."""
    found = stored(webhooks=webhooks).filter(pk=pk).first()
    if found is None:
        raise Problem(404, f"There is no {'webhook' if webhooks else 'connection'} {pk}.")
    return found


def stored_page(request: Request, *, webhooks: bool) -> tuple[list[Connection], str | None]:
    """A page of them and where the next is."""
    refuse_unknown(request, ("limit", "after"))
    return page_of(request, stored(webhooks=webhooks), "pk")


def said_of(asked: Struct) -> dict[str, Any]:
    """What a request spoke about."""
    return {name: value for name, value in asdict(asked).items() if value is not UNSET}


class Telling(Resource):
    """A resource that sends contacts to where its caller says: only for who may read them."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in ("POST", "PATCH"):
            require_scope(request, "contacts:read")


class Connections(Telling):
    """All connections."""

    reads, writes = READS, WRITES

    def get(self, request: Request) -> HttpResponse:
        """A page of connections, with how their lines do."""
        rows, following = stored_page(request, webhooks=False)
        return answer(Page(telling.connections(rows), following))

    @once
    def post(self, request: Request) -> HttpResponse:
        """Connect: 201."""
        said = said_of(read_as(ConnectionRequest, request))
        dialect = said.pop("dialect", "")
        if dialect not in DIALECTS:
            raise invalid("dialect", "invalid_choice", f"Expected one of {', '.join(DIALECTS)}.")
        row = operations.connect(
            dialect=dialect, needs=CONNECTORS[dialect].needs, actor=actor_of(request),
            **{"name": "", "address": "", **said},
        )  # fmt: skip
        location = request.build_absolute_uri(f"{request.path}/{row.pk}")
        (shown,) = telling.connections([one(row.pk, webhooks=False)])
        return answer(shown, status=201, headers={"Location": location})


class OneConnection(Telling):
    """One connection."""

    reads, writes = READS, WRITES

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The connection, with how its line does."""
        return answer(telling.connections([one(pk, webhooks=False)])[0])

    @once
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """Change what is named; another address forgets every secret that is not said again."""
        row, said = one(pk, webhooks=False), said_of(read_as(ConnectionRequest, request))
        if said.pop("dialect", row.dialect) != row.dialect:
            raise invalid("dialect", "not_allowed", "A connection stays with its dialect; make another one.")
        operations.change(connection=pk, needs=CONNECTORS[row.dialect].needs, actor=actor_of(request), **said)
        return answer(telling.connections([one(pk, webhooks=False)])[0])

    @once
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Disconnect: 204; its deliveries and what the other side calls our contacts go too."""
        operations.disconnect(connection=one(pk, webhooks=False).pk, actor=actor_of(request))
        return HttpResponse(status=204)


class ConnectionTest(Resource):
    """Whether the other side lets us in."""

    reads = writes = WRITES

    def post(self, request: Request, pk: int) -> HttpResponse:
        """Ask the other side for something that changes nothing."""
        health = outbox.test(connection=one(pk, webhooks=False).pk, actor=actor_of(request))
        return answer(TestResult(health.is_well, health.sentence))
