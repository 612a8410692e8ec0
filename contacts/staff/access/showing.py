"""An account as the desk shows it."""

from contacts.access.accounts.models import Account, Identity, Provider
from contacts.staff.engine.declaration import Pill

NAMES = (Provider.EMAIL, Provider.PHONE, Provider.USERNAME, Provider.MAC_ADDRESS)  # others' words say nothing to people
RULES = {
    "send_ip": "messages asked for from one network address",
    "send_prefix": "text messages to one country’s numbers",
    "sms_day": "text messages of the day",
}


def state_of(account: Account) -> Pill:
    """Whether its owner can come in."""
    if account.closed_at is not None:
        return Pill(label="Left")
    if not account.is_active:
        return Pill(label="Shut", tone="warn")
    if not any(one.verified_at for one in account.identities.all()):
        return Pill(label="Not proven", tone="info")
    return Pill(label="Active", tone="good") if account.contact_id else Pill(label="Waits for you", tone="warn")


def names(account: Account) -> list[str]:
    """What it signs in with, in words; proven names first."""
    rows = sorted(account.identities.all(), key=lambda one: one.verified_at is None)
    return [_name(one) for one in rows]


def _name(identity: Identity) -> str:
    return identity.subject if identity.provider in NAMES else identity.get_provider_display()


def named(identity: Identity) -> tuple[str, str, Pill]:
    """(kind, name, whether it is proven)."""
    pill = Pill(label="Proven", tone="good") if identity.verified_at else Pill(label="Not proven", tone="warn")
    kind = identity.get_provider_display()
    return kind, identity.subject if identity.provider in NAMES else "", pill


def password_of(account: Account) -> str:
    """What is known of the password; it itself is known to its owner alone."""
    if not account.password:
        return "None; signs in by code or passkey"
    when = f"Set {account.password_set_at:%-d %b %Y}" if account.password_set_at else "Set"
    return f"{when}; must be changed at the next sign-in" if account.must_change_password else when
