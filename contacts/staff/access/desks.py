"""The list of all accounts."""

from django.db.models import Q

from contacts.access.accounts import queries
from contacts.access.accounts.models import Account
from contacts.staff.access.showing import names, state_of
from contacts.staff.engine.declaration import Column, Desk, Tab

OPEN = Q(closed_at=None, is_active=True)

ACCOUNTS = Desk(
    slug="accounts", model=Account, noun="portal user", title="Portal users", place="Administration", icon="person",
    teach="Who registers in the portal stands here, and whom you invite from a contact’s page, under Portal.",
    columns=(
        Column(name="names", label="Signs in with", kind="name", value=lambda row: (names(row) or ["–"])[0]),
        Column(name="contact", label="Contact", value=lambda row: row.contact, width="l"),
        Column(name="state", label="State", value=state_of, kind="state", width="m"),
        Column(name="created_at", label="Since", kind="date", sort="created_at", width="s", spare=True),
        Column(name="last_signed_in_at", label="Last seen", kind="date", sort="last_signed_in_at", width="s"),
    ),
    search=(), find=queries.named_like, order="-id", rows=queries.listed, closed=True,
    list_template="staff/access/accounts.html",
    tabs=(
        Tab(key="proven", label="Proven", only=OPEN & Q(proven=True)),
        Tab(key="unproven", label="Not proven", only=OPEN & Q(proven=False)),
        Tab(key="closed", label="Closed", only=Q(closed_at__isnull=False) | Q(is_active=False)),
        Tab(key="all", label="All"),
    ),
)  # fmt: skip
