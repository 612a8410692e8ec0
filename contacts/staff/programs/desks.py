"""The lists of keys and apps."""

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from contacts.access.apps import queries as apps
from contacts.access.apps.models import App, Mode
from contacts.access.keys import queries as keys
from contacts.access.keys.models import ApiKey
from contacts.staff.engine.declaration import Column, Desk, Pill, Tab

IN_FORCE = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=Now()))


def state_of_key(key: ApiKey) -> Pill:
    """Whether it lets its program in."""
    if key.revoked_at:
        return Pill(label="Revoked")
    if key.expires_at and key.expires_at <= timezone.now():
        return Pill(label="Expired", tone="warn")
    return Pill(label="In force", tone="good")


def state_of_app(app: App) -> Pill:
    """Whether it is let in, and to whom."""
    if app.disabled_at:
        return Pill(label="Disabled")
    return Pill(label="Test", tone="info") if app.mode == Mode.TEST else Pill(label="Live", tone="good")


def _scopes(key: ApiKey) -> str:
    return ", ".join(key.scopes)


API_KEYS = Desk(
    slug="api-keys", model=ApiKey, noun="API key", title="API keys", place="Administration", icon="key",
    teach="A key lets one program use the API, with the rights that you give it. Its secret is shown once.",
    columns=(
        Column(name="name", label="Program", kind="name", sort="name", width="l"),
        Column(name="scopes", label="May", value=_scopes, spare=True),
        Column(name="prefix", label="Begins with", value=lambda row: f"crm_{row.prefix}", width="m", spare=True),
        Column(name="state", label="State", value=state_of_key, kind="state", width="s"),
        Column(name="used", label="Last used", value=lambda row: row.use.last_used_at, kind="date", width="s"),
        Column(name="expires_at", label="Until", kind="date", sort="expires_at", width="s", spare=True),
    ),
    search=("name", "prefix", "created_by"), order="-id", rows=keys.api_keys, deletes=False,
    tabs=(
        Tab(key="on", label="In force", only=IN_FORCE),
        Tab(key="off", label="Revoked or expired", only=~IN_FORCE),
    ),
)  # fmt: skip
APPS = Desk(
    slug="apps", model=App, noun="app", title="Apps", place="Administration", icon="apps",
    teach="An app is a web page, a phone app or a server through which customers register and sign in. "
    "Its publishable key says which app asks; it opens nothing by itself.",
    columns=(
        Column(name="name", label="App", kind="name", sort="name", width="l"),
        Column(name="key", label="Key", spare=True),
        Column(name="kind", label="Runs", value=App.get_kind_display, width="m", spare=True),
        Column(name="state", label="State", value=state_of_app, kind="state", width="s"),
        Column(name="used", label="Last used", value=lambda row: row.use.last_used_at, kind="date", width="s"),
    ),
    search=("name", "key"), order="-id", rows=apps.apps, deletes=False,
    tabs=(
        Tab(key="on", label="In use", only=Q(disabled_at=None)),
        Tab(key="off", label="Disabled", only=Q(disabled_at__isnull=False)),
    ),
)  # fmt: skip
