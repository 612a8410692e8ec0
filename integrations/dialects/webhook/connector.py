"""Telling a subscriber of one change."""

import time
from typing import Any, ClassVar

import msgspec

from integrations.connections.needs import Need
from integrations.dialects.webhook.events import TEST
from integrations.dialects.webhook.signing import HEADER, signature
from integrations.wire.outbound.connector import Connector, Event

NAME = "webhook"
SECRET, FORMER = "secret", "former_secret"


class Webhook(Connector):
    """One subscription. Its address is where events are sent to, the whole of it."""

    needs: ClassVar[tuple[Need, ...]] = (
        Need(SECRET, "Secret", "What events are signed with.", secret=True, sent=False),
        Need(
            FORMER, "Former secret", "Signs as well until whoever listens knows the new one.",
            secret=True, sent=False, required=False,
        ),
    )  # fmt: skip
    lists = False

    def test(self) -> None:
        """An event named ``test``, with nobody in it."""
        self.tell(Event(id=TEST, delivery=TEST, name=TEST, at=self.now()))

    def tell(self, event: Event) -> None:
        """Done when the answer is a success; what it says is not read."""
        body, at = written(event), int(time.time())
        secrets = [self.said[name] for name in (SECRET, FORMER) if self.said.get(name)]
        headers = {
            "Content-Type": "application/json",
            HEADER: signature(body, secrets=secrets, at=at),
            "X-CRM-Event": event.name,
            "X-CRM-Delivery": event.delivery,
        }
        self.line.ask("POST", "", content=body, headers=headers).checked()


def written(event: Event) -> bytes:
    """The event as it is sent."""
    told: dict[str, Any] = {
        "id": event.id,
        "event": event.name,
        "at": event.at,
        "contact_id": event.contact_id,
        "revision": event.revision,
        "actor": event.actor,
        "door": event.door,
        "changes": msgspec.Raw(event.changes.encode()),
        "contact": msgspec.Raw(event.contact.encode()) if event.contact else None,
    }
    return msgspec.json.encode(told)
