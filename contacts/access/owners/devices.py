"""Devices that an account knows: browsers that strangers cannot lock out, and those that sign in by their address."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.access import tokens
from contacts.access.accounts.models import Account, Identity, KnownDevice, Provider
from contacts.access.caller import Caller
from contacts.access.identities import naming
from contacts.access.telling import note
from contacts.record.errors import invalid

KEPT = dt.timedelta(days=90)  # since it was last signed in with
MOST = 20  # of one account; the longest unused goes


def remember(*, account: Account, caller: Caller, now: dt.datetime | None = None) -> str:
    """The token that the device of a successful sign-in is to keep (``Caller.device``), the old one when it has one."""
    now, given = now or timezone.now(), caller.device or ""
    from_here = KnownDevice.objects.filter(digest=tokens.hashed(given)).exists()
    token = given if from_here else tokens.fresh()  # nobody brings a token of their own choice
    with transaction.atomic():
        KnownDevice.objects.update_or_create(
            account=account, digest=tokens.hashed(token), defaults={"seen_at": now}, create_defaults={"seen_at": now}
        )
        old = KnownDevice.objects.filter(account=account).order_by("-seen_at", "-pk").values_list("pk", flat=True)
        KnownDevice.objects.filter(pk__in=list(old[MOST : MOST + 100])).delete()
    return token


def enrol(*, account: Account, mac_address: str, caller: Caller, now: dt.datetime | None = None) -> Identity:
    """Let the device with this address sign in as ``account``, which is signed in; raises ``Invalid``.

    The address is one account's alone. Whoever enrolled it first keeps it.
    """
    now, key = now or timezone.now(), naming.mac_address(mac_address)
    if not key:
        raise invalid("mac_address", "invalid", "Expected an address like 01-23-45-67-89-AB.")
    if account.contact_id is None:
        raise invalid("mac_address", "not_proven", "Prove your address first.")
    try:
        with transaction.atomic():
            row, is_new = Identity.objects.get_or_create(
                account=account, provider=Provider.MAC_ADDRESS, key=key,
                defaults={"subject": "-".join(key[n : n + 2] for n in range(0, 12, 2)), "verified_at": now},
            )  # fmt: skip
            if is_new:
                note(account=account, kind="device_enrolled", actor=caller.acting(account.contact_id), now=now)
    except IntegrityError:
        raise invalid("mac_address", "taken", "This device is enrolled already.") from None
    return row
