"""Where a code goes, and what may be said of that place to somebody who has proven nothing."""

from msgspec import Struct

from contacts.access.accounts.models import Account, Identity, KnownDevice, Provider
from contacts.access.caller import Caller
from contacts.access.derived import digest
from contacts.access.identities import naming
from contacts.access.identities.lookup import Credential, Found
from contacts.access.identities.proving import PROVIDERS
from contacts.access.tokens import hashed
from contacts.directory.models import Contact, ContactEmail, ContactPhone

CHANNEL_OF = {"EMAIL": "EMAIL", "PHONE": "SMS"}
NAME_OF = {channel: name for name, channel in CHANNEL_OF.items()}
LETTERS = "aaaaabbccddeeeefgghijjjkkllmmmmmnnopprrsssstttvxyz"  # roughly as often as addresses begin with them


class Target(Struct, frozen=True):
    """A destination: ``address`` as it is written to, ``key`` as it is counted; a decoy has no address.

    ``asked`` is a keyed digest of what it was asked for with.
    """

    channel: str
    subject: str
    asked: str
    key: str
    shown: str
    address: str = ""
    account: Account | None = None
    contact: Contact | None = None
    identity: Identity | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.address)


def channel_for(credentials: list[Credential], method: str) -> str:
    """EMAIL or SMS: what was asked for, else what the first credential is."""
    return method or next((CHANNEL_OF[one.name] for one in credentials if one.name in CHANNEL_OF), "EMAIL")


def of(found: Found, credentials: list[Credential], channel: str) -> Target:
    """The destination on ``channel`` of whoever was found; a decoy when there is nobody or no such address."""
    typed = next((one for one in credentials if CHANNEL_OF.get(one.name) == channel), None)
    identity, listed = _own_identity(found, channel), _listed(found, channel)
    if typed is not None:
        identity = identity if identity and identity.key == typed.key else None
        listed = [one for one in listed if _key(one, channel) == typed.key]
    address = identity.subject if identity else next(iter(listed), "")
    if not found.is_known or not address:
        return _decoy(credentials, channel, typed)
    asked = _asked([f"{one.name}={one.key}" for one in credentials], channel)
    shown = masked(_as_typed(typed) if typed else address, channel, typed=typed is not None)
    subject = subject_of(found.account, found.contact)
    key = _key(address, channel)
    return Target(channel, subject, asked, key, shown, address, found.account, found.contact, identity)


def of_identity(identity: Identity) -> Target:
    """The address of an identity that is to be proven."""
    channel = "EMAIL" if identity.provider == Provider.EMAIL else "SMS"
    account = identity.account
    shown = masked(identity.subject, channel, typed=True)
    subject, asked = subject_of(account, None), _asked([f"{NAME_OF[channel]}={identity.key}"], channel)
    return Target(channel, subject, asked, identity.key, shown, identity.subject, account, account.contact, identity)


def subject_of(account: Account | None, contact: Contact | None) -> str:
    """Whom codes are counted for."""
    return f"account {account.pk}" if account else f"contact {contact.pk if contact else 0}"


def _asked(said: list[str], channel: str) -> str:
    return digest("code subject", channel, *sorted(said))


def bucket(account: Account | None, caller: Caller) -> str:
    """The known device that the caller proves to have, in one statement whoever it is; empty for strangers."""
    device = hashed(caller.device or "")
    known = KnownDevice.objects.filter(account_id=account.pk if account else 0, digest=device).exists()
    return f"device {device}" if known else ""


def _own_identity(found: Found, channel: str) -> Identity | None:
    named = found.identity
    rows = Identity.objects.filter(
        account_id=found.account.pk if found.account else 0, provider=PROVIDERS[channel], verified_at__isnull=False
    )
    first = rows.order_by("pk").select_related("account").first()  # asked in any case: all cost the same
    return named if named is not None and named.provider == PROVIDERS[channel] else first


def _listed(found: Found, channel: str) -> list[str]:
    """Addresses on the contact's record, the primary one first."""
    contact = found.contact.pk if found.contact else 0
    if channel == "EMAIL":
        rows = ContactEmail.objects.filter(contact_id=contact, is_active=True).order_by("-is_primary", "pk")
        return list(rows.values_list("email", flat=True))
    phones = ContactPhone.objects.filter(contact_id=contact, is_active=True).exclude(e164="")
    return list(phones.order_by("-is_primary", "pk").values_list("e164", flat=True))


def _key(address: str, channel: str) -> str:
    return naming.fold(address) if channel == "EMAIL" else address


def masked(address: str, channel: str, *, typed: bool) -> str:
    """An address as it may be shown; of one that was not typed by the asker even the length and domain are hidden."""
    if channel == "SMS":
        return f"+*******{address[-2:]}"
    local, _, domain = address.rpartition("@")
    return f"{local[:2]}****@{domain}" if typed else f"{local[:1].lower()}****@****"


def _as_typed(typed: Credential) -> str:
    """What is shown of it: how an address is kept, in capitals perhaps, would tell that it is kept."""
    return typed.key if typed.name == "PHONE" else typed.value.strip()


def _decoy(credentials: list[Credential], channel: str, typed: Credential | None) -> Target:
    """What looks like a destination and is none, the same each time for the same question."""
    asked = _asked([f"{one.name}={one.key}" for one in credentials], channel)
    subject = f"nobody {asked}"
    number = int(digest("decoy", subject)[:12], 16)
    made_up = f"{number % 100:02}" if channel == "SMS" else f"{LETTERS[number % len(LETTERS)]}@"
    address = made_up if typed is None else _as_typed(typed)
    shown = masked(address, channel, typed=typed is not None)
    return Target(channel, subject, asked, typed.key if typed else subject, shown)
