"""What these pages add to the sidebar and the dashboard, and the dialects' documents to the page that shows the API."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from contacts.api.schema.views import Document
from contacts.staff.dashboard.notices import Notice
from contacts.staff.frame.places import Place
from integrations.dialects.registry import DIALECTS
from integrations.outbox import queries as outbox
from integrations.outbox.models import State
from integrations.sync import queries as sync

GROUP = "Administration"
# What these pages ask for: what they call it, the model, the verbs.
RIGHTS = (
    ("Connections", "connection", ("view", "add", "change", "delete")),
    ("Credentials", "credential", ("view", "add", "change")),
    ("Runs of connections", "run", ("view", "add", "change")),
    ("Deliveries", "delivery", ("view", "change")),
    ("Conflicts", "conflict", ("view", "change")),
    ("Calls", "call", ("view",)),
)


def places_of_integrations(actor: Any) -> tuple[Place, ...]:
    """The places that ``actor`` may see."""
    places = (*_inward(actor), *_outward(actor))
    return tuple(place for place, right in places if actor.has_perm(right))


def _inward(actor: Any) -> Iterator[tuple[Place, str]]:
    """Programs that call us."""
    yield _place("dialects", "Dialects", "overview", "out", "e"), "integrations.view_credential"
    new_url = reverse("dialects:credentials-new") if actor.has_perm("integrations.add_credential") else ""
    credentials = _place("credentials", "Credentials", "credentials", "lock", "p", new_url=new_url, noun="credential")
    yield credentials, "integrations.view_credential"
    yield _place("calls", "Calls", "calls", "clock", "l"), "integrations.view_call"


def _outward(actor: Any) -> Iterator[tuple[Place, str]]:
    """Systems that we call."""
    yield _place("connections", "Connections", "connections", "apps", "x"), "integrations.view_connection"
    yield _place("deliveries", "Deliveries", "deliveries", "upload", "v"), "integrations.view_delivery"
    if actor.has_perm("contacts.view_contact"):  # the values are theirs
        yield _place("conflicts", "Conflicts", "conflicts", "decide", "k"), "integrations.view_conflict"


def _place(key: str, label: str, view: str, icon: str, go: str, **more: str) -> Place:
    return Place(key=key, label=label, url=reverse(f"dialects:{view}"), group=GROUP, icon=icon, go=go, **more)


def notices_of_integrations(actor: Any) -> Iterator[Notice]:
    """Values that wait for staff to decide, and what could not be told to other systems."""
    may_see = actor.has_perm("integrations.view_delivery")
    if may_see and (names := list(outbox.troubled().values_list("name", flat=True)[:4])):
        told = ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
        yield Notice(
            text=f"Something could not be told to {told}, and was given up.",
            url=reverse("dialects:deliveries") + f"?state={State.DEAD}", label="Look why",
        )  # fmt: skip
    may_see = actor.has_perms(("integrations.view_conflict", "contacts.view_contact"))
    if may_see and (count := sync.open_conflict_count()):
        what = "value was" if count == 1 else "values were"
        yield Notice(
            text=f"{count:,} {what} changed both here and in another system; ours stays until you decide.",
            url=reverse("dialects:conflicts"), label="Decide",
        )  # fmt: skip


def documents_of_dialects() -> Iterator[Document]:
    """The OpenAPI document of each dialect."""
    for dialect in DIALECTS:
        yield Document(dialect.name, dialect.title, reverse("dialect-schema", args=(dialect.name,)))
