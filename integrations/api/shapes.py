"""Shapes of requests and answers about other systems."""

import datetime as dt
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from contacts.api.shapes import Page


class Health(Struct, kw_only=True):
    """How the line does: ``state`` is ok, failing, open (not asked until ``open_until``), paused or untried."""

    state: str
    failures: int
    open_until: dt.datetime | None
    last_success_at: dt.datetime | None
    last_failure_at: dt.datetime | None
    last_error: str
    waiting: int
    dead: int


class SecretShown(Struct):
    """A secret that is kept: when it was set and its last four characters, never more."""

    set_at: dt.datetime | None
    last_four: str


class ConnectionShown(Struct, kw_only=True):
    """A connection; ``pull_every`` are minutes."""

    id: int
    dialect: str
    name: str
    address: str
    direction: str
    is_enabled: bool
    account: dict[str, str]
    secrets: dict[str, SecretShown]
    where: dict[str, Any]
    ownership: dict[str, str]
    matching: list[str]
    deletion: str
    pull_every: int
    health: Health
    created_at: dt.datetime
    created_by: str
    changed_at: dt.datetime
    changed_by: str


class ConnectionRequest(Struct, forbid_unknown_fields=True, kw_only=True):
    """A connection to make or change. ``account`` has what the dialect needs, secrets too; those are never shown."""

    dialect: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    direction: str | UnsetType = UNSET
    is_enabled: bool | UnsetType = UNSET
    account: dict[str, str] | UnsetType = UNSET
    where: dict[str, Any] | UnsetType = UNSET
    ownership: dict[str, str] | UnsetType = UNSET
    matching: list[str] | UnsetType = UNSET
    deletion: str | UnsetType = UNSET
    pull_every: int | UnsetType = UNSET


class WebhookShown(Struct, kw_only=True):
    """A subscription; no ``events`` means all of them. ``where`` is a filter that a contact must match."""

    id: int
    name: str
    address: str
    is_enabled: bool
    events: list[str]
    where: dict[str, Any]
    secrets: dict[str, SecretShown]
    health: Health
    created_at: dt.datetime
    created_by: str
    changed_at: dt.datetime
    changed_by: str


class WebhookCreated(WebhookShown, kw_only=True):
    """A new subscription, or one with a new secret; ``secret`` is shown this once."""

    secret: str


class WebhookRequest(Struct, forbid_unknown_fields=True, kw_only=True):
    """A subscription to make or change."""

    name: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    is_enabled: bool | UnsetType = UNSET
    events: list[str] | UnsetType = UNSET
    where: dict[str, Any] | UnsetType = UNSET


class ReplayRequest(Struct, forbid_unknown_fields=True):
    """Tell again of every change from ``since`` on, in their order."""

    since: Annotated[dt.datetime, Meta(tz=True)]


class AttemptShown(Struct):
    """One try; ``status`` is of the answer, 0 when there was none."""

    at: dt.datetime
    ms: float
    status: int
    error: str


class DeliveryShown(Struct, kw_only=True):
    """One thing to tell another system; ``contact`` is the integer key."""

    id: int
    uuid: str
    connection: int
    contact: int | None
    kind: str
    event: str
    revision: int
    state: str
    due: dt.datetime
    attempts: int
    created_at: dt.datetime
    finished_at: dt.datetime | None
    last_status: int | None
    last_error: str


class DeliveryWithTries(DeliveryShown, kw_only=True):
    """The same with each try, the newest first."""

    tries: list[AttemptShown]


class TestResult(Struct):
    """Whether the other side let us in, and a sentence that says so."""

    ok: bool
    message: str


ALL = (
    Page[ConnectionShown], ConnectionRequest, Page[WebhookShown], WebhookCreated, WebhookRequest, ReplayRequest,
    Page[DeliveryShown], DeliveryWithTries, TestResult,
)  # fmt: skip
