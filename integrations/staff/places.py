"""What these pages add to the sidebar, and the dialects' documents to the page that shows the API."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from contacts.api.schema.views import Document
from contacts.staff.frame.places import Place
from integrations.dialects.registry import DIALECTS


def places_of_integrations(actor: Any) -> tuple[Place, ...]:
    """The places that ``actor`` may see."""
    return tuple(place for place, right in _places(actor) if actor.has_perm(right))


def _places(actor: Any) -> Iterator[tuple[Place, str]]:
    group = "Administration"
    yield (
        Place(key="dialects", label="Dialects", url=reverse("dialects:overview"), group=group, icon="out", go="e"),
        "integrations.view_credential",
    )
    new_url = reverse("dialects:credentials-new") if actor.has_perm("integrations.add_credential") else ""
    yield (
        Place(
            key="credentials", label="Credentials", url=reverse("dialects:credentials"), group=group, icon="lock",
            go="p", new_url=new_url, noun="credential",
        ),
        "integrations.view_credential",
    )  # fmt: skip
    yield (
        Place(
            key="connections",
            label="Connections",
            url=reverse("dialects:connections"),
            group=group,
            icon="apps",
            go="x",
        ),
        "integrations.view_connection",
    )
    yield (
        Place(
            key="deliveries", label="Deliveries", url=reverse("dialects:deliveries"), group=group, icon="upload", go="v"
        ),
        "integrations.view_delivery",
    )
    yield (
        Place(key="calls", label="Calls", url=reverse("dialects:calls"), group=group, icon="clock", go="l"),
        "integrations.view_call",
    )


def documents_of_dialects() -> Iterator[Document]:
    """The OpenAPI document of each dialect."""
    for dialect in DIALECTS:
        yield Document(dialect.name, dialect.title, reverse("dialect-schema", args=(dialect.name,)))
