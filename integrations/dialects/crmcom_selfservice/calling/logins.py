"""How a contact that we registered signs in: by its email address, and a password that only we can make."""

import base64
import time
from typing import Any

import msgspec
from msgspec import Struct

from contacts.access.derived import digest
from integrations.connections.queries import Account
from integrations.wire.outbound.connector import Call, Handle
from integrations.wire.outbound.line import BROKEN
from integrations.wire.outbound.reading import id_of
from integrations.wire.outbound.tokens import Token, header_text
from integrations.wire.outbound.troubles import Declined, TryAgain

MARK = "mark"  # no field of theirs: which contact of ours it is
LEAST, MOST, UNSAID = 60.0, 3_600.0, 300.0  # seconds that a token is used


class Login(Struct, frozen=True):
    """What stays with the contact, sealed; the user name is that of the day, whatever its address is later."""

    username: str
    password: str

    def __repr__(self) -> str:
        return "Login()"

    @property
    def secret(self) -> str:
        return msgspec.json.encode(self).decode()


def login_for(call: Call, account: Account) -> Login:
    """The same whenever it is asked for, so that an account whose making was not answered can be entered.

    Raises ``Declined`` for a contact that cannot have one.
    """
    address = call.get("email_address")
    if not address:
        raise Declined(
            "The contact has no email address to be registered with. With a phone only the person can, by the code "
            "that is sent to it."
        )
    told = digest("outgoing account", account.address, str(call.get(MARK) or address))
    return Login(address, f"Crm7-{told[:27]}")  # 108 bits, with all that vendors ask of a password


def login_of(handle: Handle) -> Login:
    """Raises ``Declined`` for a contact that was not registered by us."""
    try:
        return msgspec.json.decode(handle.secret, type=Login)
    except msgspec.MsgspecError:
        raise Declined("We did not register this contact there, so we cannot act for it.") from None


def token_of(told: dict[str, Any]) -> Token:
    """The access token of an answer, for as long as it says."""
    said = told.get("exp")
    is_time = isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 12
    left = float(said) - time.time() if is_time and isinstance(said, str) else 0.0
    return Token(header_text(told.get("access_token")), min(max(left, LEAST), MOST) if left > 0 else UNSAID)


def subject_of(told: dict[str, Any]) -> str:
    """Whose token an answer has; some samples say it in the token alone (line 265)."""
    contact = told.get("contact")
    if isinstance(contact, dict) and contact.get("id"):
        return id_of(contact, "id")
    packed = f"{told.get('access_token')}..".split(".")[1]
    try:
        says = msgspec.json.decode(base64.urlsafe_b64decode(f"{packed}==="), type=dict[str, Any])
    except (ValueError, msgspec.MsgspecError) as error:
        raise TryAgain(BROKEN) from error
    return id_of(says, "sub")
