"""What somebody said of themselves on registering, kept sealed until an address is proven."""

from typing import Any

import msgspec
from msgspec import UNSET, Struct

from contacts.access.accounts import queries
from contacts.access.accounts.models import Account, Identity, Provider
from contacts.record.contact import ContactRecord
from contacts.record.errors import FieldError
from contacts.record.patch import ContactPatch, EmailPatch, PhonePatch
from contacts.vault.seal import seal

NAMES = ("title", "first_name", "middle_name", "last_name", "display_name")
# What a stranger may say of themselves; all else of a contact is for staff, or for later.
ALLOWED = frozenset(
    {*NAMES, "kind", "company_name", "language", "locale", "phones", "addresses", "consents", "custom", "kept"}
    | {"referral_code", "country_of_agreement"}
)
ALWAYS = ("consents",)  # the contact's own acts, which overrule what was before


class _Stored(Struct, frozen=True):
    """What is sealed, as JSON."""

    patch: ContactPatch


def keep(account: Account, patch: ContactPatch) -> None:
    """Seal ``patch`` into the row, which the caller saves."""
    account.registration = seal(msgspec.json.encode(_Stored(patch)).decode(), place=queries.place(account))


def read(account: Account) -> ContactPatch:
    """What was said; an empty patch for an account that staff or a program made."""
    text = queries.registration(account)
    return msgspec.json.decode(text, type=_Stored).patch if text else ContactPatch()


def refused(patch: ContactPatch) -> list[FieldError]:
    """Faults for all that a stranger may not say."""
    return [
        FieldError(name, "not_allowed", "This cannot be given when registering.")
        for name in given(patch)
        if name not in ALLOWED
    ]


def given(patch: ContactPatch) -> dict[str, Any]:
    """The keys that a patch speaks about, with their values."""
    values = {name: getattr(patch, name) for name in patch.__struct_fields__}
    return {name: value for name, value in values.items() if value is not UNSET and value is not None}


def names_only(patch: ContactPatch) -> ContactPatch:
    """The little that is believed of one who may have registered somebody else's address."""
    return ContactPatch(**{name: value for name, value in given(patch).items() if name in NAMES})


def with_address(patch: ContactPatch, identity: Identity) -> ContactPatch:
    """The patch of a new contact, with the proven address first."""
    if identity.provider == Provider.EMAIL:
        return msgspec.structs.replace(patch, emails=[EmailPatch(email=identity.subject, is_primary=True)])
    first = PhonePatch(number=identity.subject, is_primary=True)
    return msgspec.structs.replace(patch, phones=[first, *(patch.phones or ())])


def filling(patch: ContactPatch, record: ContactRecord) -> ContactPatch:
    """What of ``patch`` the record does not know yet; names come all together or not at all."""
    values = given(patch)
    if record.first_name or record.last_name or record.company_name or record.whole_name:
        values = {name: value for name, value in values.items() if name not in {*NAMES, "kind", "company_name"}}
    filled = {name: value for name, value in values.items() if name in ALWAYS or not getattr(record, name)}
    if "custom" in values:
        filled["custom"] = _missing(values["custom"], record.custom)
    filled.pop("kept", None)
    return ContactPatch(**filled)


def _missing(given: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    return {
        group: {alias: value for alias, value in fields.items() if known.get(group, {}).get(alias) in (None, "", [])}
        for group, fields in given.items()
    }
