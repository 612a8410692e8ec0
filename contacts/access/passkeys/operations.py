"""Adding a passkey, signing in with one, and taking it away."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from msgspec import Struct

from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.errors import Refused
from contacts.access.passkeys import ceremony
from contacts.access.passkeys.challenges import consume, open_challenge
from contacts.access.passkeys.models import Passkey
from contacts.access.sessions.queries import Principal, require_fresh
from contacts.access.telling import note, tell
from contacts.record.errors import FieldError, Invalid

MOST_PASSKEYS = 20


class Question(Struct, frozen=True):
    """What the page hands to the browser (``options``, JSON) and sends back with the answer (``token``)."""

    token: str
    options: str


def begin_registration(*, principal: Principal, name: str) -> Question:
    """What a browser needs to make a passkey; ``name`` is what the owner is shown by their device.

    Raises ``ReauthNeeded`` unless the owner proved themselves within five minutes, ``Invalid`` when they have twenty.
    """
    require_fresh(principal.strong_at)
    account = Account.objects.get(pk=principal.account)
    there = list(account.passkeys.values_list("credential", flat=True))
    if len(there) >= MOST_PASSKEYS:
        raise Invalid([FieldError("", "too_many", f"At most {MOST_PASSKEYS} passkeys. Remove one first.")])
    token, challenge = open_challenge(account=account.pk)
    return Question(token, ceremony.registration_options(account.uuid.bytes, name, challenge, there))


def finish_registration(
    *, principal: Principal, token: str, credential: str, name: str, caller: Caller, now: dt.datetime | None = None
) -> Passkey:
    """The passkey a browser made; raises ``ReauthNeeded``, ``Refused`` and ``Invalid``."""
    require_fresh(principal.strong_at)
    name, now = name.strip() or "Passkey", now or timezone.now()
    if len(name) > 80:
        raise Invalid([FieldError("name", "too_long", "At most 80 characters.")])
    account = Account.objects.get(pk=principal.account)
    found = consume(token, account=principal.account, now=now)
    made = ceremony.registered(credential, challenge=found)
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(
                account=account, credential=made.credential, public_key=made.public_key,
                sign_count=made.sign_count, transports=made.transports, backed_up=made.backed_up,
                name=name, created_at=now,
            )  # fmt: skip
            actor, about = caller.acting(principal.contact), {"name": name}
            note(account=account, kind="passkey_added", actor=actor, about=about, now=now)
            tell(account, "passkeys", now=now)  # whoever can add one can come back at any time
    except IntegrityError as error:
        raise Refused("This passkey is known already.") from error
    return passkey


def begin_sign_in(*, caller: Caller) -> Question:
    """What a browser needs to sign in somebody who has not said who they are; raises ``TooMany``."""
    token, challenge = open_challenge(caller=caller)
    return Question(token, ceremony.sign_in_options(challenge))


def finish_sign_in(*, token: str, credential: str, now: dt.datetime | None = None) -> Account:
    """The account whose passkey signed the question, to begin a session for; raises ``Refused``, the same for all."""
    now = now or timezone.now()
    challenge = consume(token, account=None, now=now)
    answer = ceremony.read_answer(credential)
    rows = Passkey.objects.select_related("account")
    passkey = rows.filter(credential=answer.id, account__is_active=True, account__closed_at=None).first()
    if passkey is None or answer.user_handle != passkey.account.uuid.bytes:
        raise Refused("This passkey does not sign anybody in.")
    used = ceremony.verified(answer, passkey, challenge=challenge)
    # A count that another sign-in moved meanwhile means that one of the two is a copy of the key.
    moved = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count)
    if not moved.update(sign_count=used.sign_count, backed_up=used.backed_up, last_used_at=now):
        raise Refused("This passkey was used twice at once.")
    return passkey.account


def rename(*, principal: Principal, passkey: int, name: str) -> None:
    """Call a passkey of one's own something else; raises ``Passkey.DoesNotExist`` and ``Invalid``."""
    if not 0 < len(name.strip()) <= 80:
        raise Invalid([FieldError("name", "invalid", "Expected 1 to 80 characters.")])
    if not Passkey.objects.filter(pk=passkey, account=principal.account).update(name=name.strip()):
        raise Passkey.DoesNotExist


def remove(*, principal: Principal, passkey: int, caller: Caller, now: dt.datetime | None = None) -> None:
    """Take a passkey of one's own away; raises ``ReauthNeeded`` and ``Passkey.DoesNotExist``."""
    require_fresh(principal.strong_at)
    now = now or timezone.now()
    with transaction.atomic():
        row = Passkey.objects.select_related("account").get(pk=passkey, account=principal.account)
        if not Passkey.objects.filter(pk=row.pk).delete()[0]:
            raise Passkey.DoesNotExist  # in another window meanwhile
        actor, about = caller.acting(principal.contact), {"name": row.name}
        note(account=row.account, kind="passkey_removed", actor=actor, about=about, now=now)
        tell(row.account, "passkeys", now=now)
