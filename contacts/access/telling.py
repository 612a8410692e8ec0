"""What the owner of an account and its timeline are told when something about it changes."""

import datetime as dt
from collections.abc import Mapping

from contacts.access import sending
from contacts.access.accounts.models import Account, Identity, Provider
from contacts.history import journal
from contacts.history.actor import Actor


def note(
    *, account: Account, kind: str, actor: Actor, now: dt.datetime, about: Mapping[str, str | int] | None = None
) -> None:
    """Note on the timeline of the account's contact what happened; an account without a contact has none yet."""
    if account.contact_id is not None:
        journal.note(contact=account.contact_id, kind=kind, actor=actor, about=about, now=now)


def tell(account: Account, what: str, *, now: dt.datetime, to: Identity | None = None) -> None:
    """Write to ``to`` (else the first proven address) that ``what`` of the account was changed."""
    rows = account.identities.filter(provider__in=(Provider.EMAIL, Provider.PHONE)).exclude(verified_at=None)
    whom = to or rows.order_by("provider", "pk").first()
    if whom is None:
        return
    sending.send(
        contact=account.contact_id, to=whom.subject, channel="EMAIL" if whom.provider == Provider.EMAIL else "SMS",
        template="access.changed",
        values={"what": what, "when": f"{now:%d %b %Y %H:%M} UTC", "address": sending.page()},
    )  # fmt: skip
