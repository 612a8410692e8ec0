"""The portal account of a contact, as far as this dialect speaks of it: its password, and whether it is open."""

from contacts.access.accounts import operations as accounts
from contacts.access.accounts import queries
from contacts.directory.commands import Saved
from contacts.history.actor import Actor
from contacts.record.errors import FieldError, Invalid
from integrations.dialects.lightening.errors import REQUIRED
from integrations.mapping.draft import Misread, Parsed
from integrations.wire.inbound.people import Also

THEIRS = {"password": "portal_password", "username": "email"}


def also(actor: Actor) -> Also:
    """What is done with the account when a contact is saved; raises ``Misread``."""

    def apply(parsed: Parsed, saved: Saved) -> None:
        contact, password = saved.record.id, parsed.aside.get("portal_password")
        if password:
            _sign_in(saved, password, actor)
        account = queries.by_contact([contact]).get(contact)
        wanted = parsed.aside.get("portal_active")
        if account and wanted is not None and wanted is not account["is_active"]:
            switch = accounts.reactivate if wanted else accounts.deactivate
            switch(account=account["id"], actor=actor)

    return apply


def _sign_in(saved: Saved, password: str, actor: Actor) -> None:
    """The password, with the primary email address as user name; without one the name it has stays."""
    address = next((email.email for email in saved.record.emails if email.is_primary), None)
    try:
        accounts.set_identity(contact=saved.record.id, actor=actor, username=address, password=password)
    except Invalid as exc:
        raise Misread(
            FieldError(THEIRS.get(e.path, e.path), e.code, REQUIRED if e.code == "required" else e.message)
            for e in exc.errors
        ) from None
