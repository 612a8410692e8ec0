"""The portal account of one contact, in a tab of its page."""

from typing import Any

from django.http import HttpRequest

from contacts.access.accounts import queries, signing_in
from contacts.access.limits import operations as limits
from contacts.access.passkeys import queries as passkeys
from contacts.access.sessions import queries as sessions
from contacts.staff.access.showing import named, password_of, state_of
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What the owner signs in with, where they are signed in, and what may be done about it."""
    may_change = request.user.has_perm("contacts.change_account") and not record.body["is_archived"]
    account = queries.of_contact(record.id)
    context: dict[str, Any] = {"account": account, "may_change": may_change, "has_email": bool(record.body["emails"])}
    if account is None:
        return context
    wait, for_good = limits.password_lock(signing_in.subject(account))
    proven = [one for one in account.identities.all() if one.verified_at]
    return context | {
        "state": state_of(account),
        "identities": [named(one) for one in account.identities.all()],
        "password": password_of(account),
        "passkeys": passkeys.of_account(account.pk).count(),
        "sessions": list(sessions.of_account(account.pk)),
        "is_locked": wait > 0 or for_good,
        "lock": "until somebody lifts it" if for_good else f"for {-(-wait // 60)} more minutes",
        "may_reset": any(one.provider == "EMAIL" for one in proven),
        "is_proven": bool(proven),
    }


PORTAL = Tab(
    key="portal", label="Portal", template="staff/access/tab.html", context=_context,
    permission="contacts.view_account",
)  # fmt: skip
