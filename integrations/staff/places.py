"""What these pages add to the sidebar and the dashboard, and the dialects' documents to the page that shows the API."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from contacts.api.schema.views import Document
from contacts.staff.dashboard.notices import Notice
from contacts.staff.frame.places import Place
from integrations.dialects.registry import DIALECTS
from integrations.sync import queries as sync

GROUP = "Administration"
# Address, label, icon, letter after g, and the right that opens it.
PLACES = (
    ("overview", "Dialects", "out", "e", "integrations.view_credential"),
    ("credentials", "Credentials", "lock", "p", "integrations.view_credential"),
    ("connections", "Connections", "apps", "x", "integrations.view_connection"),
    ("deliveries", "Deliveries", "upload", "v", "integrations.view_delivery"),
    ("conflicts", "Conflicts", "decide", "k", "integrations.view_conflict"),
    ("calls", "Calls", "clock", "l", "integrations.view_call"),
)


def places_of_integrations(actor: Any) -> tuple[Place, ...]:
    """The places that ``actor`` may see."""
    may_issue = actor.has_perm("integrations.add_credential")
    return tuple(
        Place(
            key="dialects" if name == "overview" else name, label=label, url=reverse(f"dialects:{name}"), group=GROUP,
            icon=icon, go=go, noun="credential" if name == "credentials" else "",
            new_url=reverse("dialects:credentials-new") if name == "credentials" and may_issue else "",
        )
        for name, label, icon, go, right in PLACES
        if actor.has_perm(right)
    )  # fmt: skip


def notices_of_integrations(actor: Any) -> Iterator[Notice]:
    """Values that wait for staff to decide."""
    if actor.has_perms(("integrations.view_conflict", "contacts.view_contact")) and (
        count := sync.open_conflict_count()
    ):
        what = "value was" if count == 1 else "values were"
        yield Notice(
            text=f"{count:,} {what} changed both here and in another system; ours stays until you decide.",
            url=reverse("dialects:conflicts"), label="Decide",
        )  # fmt: skip


def documents_of_dialects() -> Iterator[Document]:
    """The OpenAPI document of each dialect."""
    for dialect in DIALECTS:
        yield Document(dialect.name, dialect.title, reverse("dialect-schema", args=(dialect.name,)))
