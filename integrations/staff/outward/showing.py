"""How connections and deliveries are shown: states in a word, what went wrong in plain ones."""

from typing import Any

from contacts.staff.engine.declaration import Pill
from integrations.connections.models import Connection
from integrations.dialects.webhook.connector import NAME as WEBHOOK
from integrations.outbox import queries as outbox
from integrations.outbox.models import Delivery, Kind, State
from integrations.staff.showing import title_of

LINES = {
    "ok": Pill(label="Works", tone="good"),
    "untried": Pill(label="Not tried yet"),
    "failing": Pill(label="Failing", tone="warn"),
    "open": Pill(label="Not answering", tone="bad"),
    "paused": Pill(label="Paused"),
}
STATES = {
    State.WAITING: Pill(label="Waiting", tone="info"),
    State.SENDING: Pill(label="Being sent", tone="info"),
    State.DONE: Pill(label="Done", tone="good"),
    State.SKIPPED: Pill(label="Nothing to send"),
    State.DEAD: Pill(label="Given up", tone="bad"),
    State.QUARANTINED: Pill(label="Set aside", tone="bad"),
}
KINDS = {Kind.CONTACT: "The contact as it is here", Kind.TEST: "Test"}


def system_of(row: Connection) -> str:
    """What sits on the other side."""
    return "Webhook" if row.dialect == WEBHOOK else title_of(row.dialect)


def line_of(row: Connection, counts: dict[int, dict[str, int]]) -> dict[str, Any]:
    """A connection as a row of the list."""
    own = counts.get(row.pk, {})
    return {
        "row": row,
        "system": system_of(row),
        "state": LINES[outbox.line_state(row, row.lane)],
        "waiting": outbox.waiting(own),
        "dead": outbox.given_up(own),
    }


def delivery_line(row: Delivery) -> dict[str, Any]:
    """A delivery as a row of a list."""
    return {"row": row, "state": STATES[State(row.state)], "what": row.event or KINDS.get(Kind(row.kind), row.kind)}
