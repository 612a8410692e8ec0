"""The two ceremonies of WebAuthn, as far as they concern a server; the library checks what a browser sends.

Keys are discoverable (nobody types a name), the device must have verified its user, and the origin is ours.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from msgspec import Struct
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from contacts.access.apps.naming import own_origin
from contacts.access.errors import Refused
from contacts.access.passkeys.models import Passkey

MOST_CHARACTERS = 20_000
MILLISECONDS = 300_000
ALGORITHMS = [Algorithm.ECDSA_SHA_256, Algorithm.EDDSA, Algorithm.RSASSA_PKCS1_v1_5_SHA_256]
TRANSPORT = re.compile(r"[a-z-]{1,20}")
# What malformed input makes the library and its parsers raise; each of them means: not proven.
FAULTS = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError)


class Made(Struct, frozen=True):
    """A passkey that a device just made."""

    credential: str
    public_key: bytes
    sign_count: int
    backed_up: bool
    transports: list[str]


class Used(Struct, frozen=True):
    """What a device told while signing."""

    sign_count: int
    backed_up: bool


class Answer(Struct, frozen=True):
    """A signed answer, before anything of it is believed."""

    id: str
    user_handle: bytes
    parsed: AuthenticationCredential


def registration_options(user: bytes, name: str, challenge: bytes, there: list[str]) -> str:
    """JSON for ``navigator.credentials.create``; devices that hold one of ``there`` refuse to make a second."""
    made = generate_registration_options(
        rp_id=own_host(),
        rp_name=own_host(),
        user_id=user,
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in there],
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json(made)


def sign_in_options(challenge: bytes) -> str:
    """JSON for ``navigator.credentials.get``."""
    made = generate_authentication_options(
        rp_id=own_host(),
        challenge=challenge,
        timeout=MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(made)


def registered(text: str, *, challenge: bytes) -> Made:
    """The passkey in a browser's answer; raises ``Refused``."""
    try:
        given = _json(text)
        proven = verify_registration_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=own_host(),
            expected_origin=own_origin(),
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
        transports = [one for one in given["response"].get("transports") or [] if TRANSPORT.fullmatch(one)]
    except FAULTS as error:
        raise Refused("The passkey could not be verified.") from error
    credential = bytes_to_base64url(proven.credential_id)
    return Made(
        credential, proven.credential_public_key, proven.sign_count, proven.credential_backed_up, transports[:8]
    )


def read_answer(text: str) -> Answer:
    """A browser's answer taken apart; raises ``Refused``."""
    try:
        parsed = parse_authentication_credential_json(_json(text))
        return Answer(bytes_to_base64url(parsed.raw_id), parsed.response.user_handle or b"", parsed)
    except FAULTS as error:
        raise Refused("This is no answer of a passkey.") from error


def verified(answer: Answer, passkey: Passkey, *, challenge: bytes) -> Used:
    """What the device told, once its signature, origin, user verification and count are right; raises ``Refused``."""
    try:
        proven = verify_authentication_response(
            credential=answer.parsed,
            expected_challenge=challenge,
            expected_rp_id=own_host(),
            expected_origin=own_origin(),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except FAULTS as error:
        raise Refused("The passkey could not be verified.") from error
    return Used(proven.new_sign_count, proven.credential_backed_up)


def own_host() -> str:
    """The host of ``PUBLIC_BASE_URL``, which passkeys belong to."""
    return urlsplit(settings.PUBLIC_BASE_URL).hostname or ""


def _json(text: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise ValueError("too long")
    given = json.loads(text)
    if not isinstance(given, dict) or not isinstance(given.get("response"), dict):
        raise TypeError("no credential")
    return given
