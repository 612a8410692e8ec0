"""The list of all requests."""

from django.db.models import Q
from django.db.models.functions import Now

from contacts.approvals import queries
from contacts.approvals.models import ApprovalRequest, State
from contacts.staff.approvals.showing import about, state_of
from contacts.staff.engine.declaration import Column, Desk, Tab

WAITING = Q(state=State.PENDING, expires_at__gt=Now())
OVER = Q(state=State.EXPIRED) | Q(state=State.PENDING, expires_at__lte=Now())

APPROVALS = Desk(
    slug="approvals", model=ApprovalRequest, noun="request", title="Approvals", place="Work", icon="decide", go="a",
    teach="What contacts were asked to approve, and what they answered. Ask from a contact’s page, under Approvals.",
    columns=(
        Column(name="title", label="What", kind="name", sort="title"),
        Column(name="contact", label="Contact", value=lambda row: row.contact, sort="contact__display_name", width="m"),
        Column(name="about", label="About", value=about, width="m", spare=True),
        Column(name="state", label="State", value=state_of, kind="state", width="s"),
        Column(name="scheduled_at", label="Asked", kind="date", sort="scheduled_at", width="s", spare=True),
        Column(name="expires_at", label="Until", kind="date", sort="expires_at", width="s"),
        Column(name="decided_at", label="Decided", kind="date", width="s", spare=True),
    ),
    search=("title", "entity_reference", "contact__display_name"), order="-id", rows=queries.everyones,
    tabs=(
        Tab(key="all", label="All"),
        Tab(key="waiting", label="Waiting", only=WAITING),
        Tab(key="accepted", label="Accepted", only=Q(state=State.ACCEPTED)),
        Tab(key="rejected", label="Rejected", only=Q(state=State.REJECTED)),
        Tab(key="over", label="Expired", only=OVER),
        Tab(key="withdrawn", label="Withdrawn", only=Q(state=State.WITHDRAWN)),
    ),
    closed=True,
)  # fmt: skip
