"""Webhooks: addresses that are told of events."""

from django.http import HttpResponse
from rest_framework.request import Request

from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_as, read_object
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.shapes import Page
from integrations.api import telling
from integrations.api.connections import READS, WRITES, Telling, one, said_of, stored_page
from integrations.api.shapes import ReplayRequest, TestResult, WebhookCreated, WebhookRequest
from integrations.connections import operations as connections
from integrations.dialects.webhook import subscriptions
from integrations.outbox import operations as outbox
from integrations.outbox import queries
from integrations.outbox.leaving import retelling


class Webhooks(Telling):
    """All webhooks."""

    reads, writes = READS, WRITES

    def get(self, request: Request) -> HttpResponse:
        """A page of webhooks, with how their lines do."""
        rows, following = stored_page(request, webhooks=True)
        return answer(Page(telling.webhooks(rows), following))

    @once
    def post(self, request: Request) -> HttpResponse:
        """Subscribe: 201, with ``secret``, which is shown this once."""
        said = {"name": "", "address": "", **said_of(read_as(WebhookRequest, request))}
        said["name"] = said["name"] or said["address"][:200]
        row, secret = subscriptions.subscribe(actor=actor_of(request), **said)
        location = request.build_absolute_uri(f"{request.path}/{row.pk}")
        return answer(_with_secret(row.pk, secret), status=201, headers={"Location": location})


class OneWebhook(Telling):
    """One webhook."""

    reads, writes = READS, WRITES

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The webhook, without its secret."""
        return answer(telling.webhooks([one(pk, webhooks=True)])[0])

    @once
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """Change what is named."""
        one(pk, webhooks=True)
        subscriptions.change(webhook=pk, actor=actor_of(request), **said_of(read_as(WebhookRequest, request)))
        return answer(telling.webhooks([one(pk, webhooks=True)])[0])

    @once
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Unsubscribe: 204."""
        connections.disconnect(connection=one(pk, webhooks=True).pk, actor=actor_of(request))
        return HttpResponse(status=204)


class WebhookSecret(Resource):
    """The secret that events are signed with."""

    reads = writes = WRITES

    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Make a new one, shown this once; the former one signs too until it is deleted."""
        one(pk, webhooks=True)
        _, secret = subscriptions.rotate(webhook=pk, actor=actor_of(request))
        return answer(_with_secret(pk, secret))

    @once
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Let the former one go: 204."""
        one(pk, webhooks=True)
        subscriptions.retire(webhook=pk, actor=actor_of(request))
        return HttpResponse(status=204)


class WebhookTest(Resource):
    """An event to try the address with."""

    reads = writes = WRITES

    def post(self, request: Request, pk: int) -> HttpResponse:
        """Send an event named ``test`` at once, and say what came of it."""
        read_object(request, known=()) if request._request.body else None
        health = outbox.test(connection=one(pk, webhooks=True).pk, actor=actor_of(request))
        return answer(TestResult(health.is_well, health.sentence))


class WebhookReplay(Telling):
    """Telling again."""

    reads = writes = WRITES

    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Tell of every change from ``since`` on again, in their order: 202. Listeners know them by ``id``."""
        one(pk, webhooks=True)
        since = read_as(ReplayRequest, request).since
        retelling.replay_since(connection_id=pk, since=since)
        return answer(telling.webhooks([one(pk, webhooks=True)])[0], status=202)


def _with_secret(pk: int, secret: str) -> WebhookCreated:
    row = one(pk, webhooks=True)
    return WebhookCreated(secret=secret, **telling.webhook(row, queries.counts([pk])))
