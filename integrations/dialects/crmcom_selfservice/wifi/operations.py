"""Authorising a device, and telling the platform."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.identities import naming
from contacts.access.identities.options import MAC_SIGN_IN
from contacts.access.owners import devices
from contacts.background.errors import Retry
from contacts.background.operations import enqueue
from contacts.options import queries as options
from contacts.record.errors import FieldError, Invalid
from integrations.connections.queries import Account as LineAccount
from integrations.dialects.crmcom_selfservice.options import WIFI_ADDRESS, WIFI_HOURS, WIFI_TOKEN
from integrations.dialects.crmcom_selfservice.table import NAME
from integrations.dialects.crmcom_selfservice.wifi.models import WifiAuthorisation, WifiState
from integrations.wire.outbound.line import Answer, Line
from integrations.wire.outbound.troubles import Declined, TryAgain

LONGEST = 100
KEPT = dt.timedelta(days=30)


class AlreadyAuthorised(Exception):
    """The device is in the WiFi already."""


def authorise(
    *, contact: int, app: int | None, mac_address: str, integration: str = "", estimation: str = "", site: str = "",
    now: dt.datetime | None = None,
) -> WifiAuthorisation:  # fmt: skip
    """Let a device in for as long as the option says; raises ``Invalid`` at ``mac_address``, ``AlreadyAuthorised``."""
    now, mac = now or timezone.now(), naming.mac_address(mac_address)
    words = {"integration_id": integration, "estimation_id": estimation, "site_id": site}
    faults = [FieldError(name, "too_long", f"At most {LONGEST} characters.") for name, word in words.items()
              if len(word) > LONGEST]  # fmt: skip
    if not mac:
        faults.append(FieldError("mac_address", "invalid", "Expected an address like 01-23-45-67-89-AB."))
    if faults:
        raise Invalid(faults)
    until = now + dt.timedelta(hours=options.get(WIFI_HOURS))
    try:
        with transaction.atomic():
            WifiAuthorisation.objects.filter(mac=mac, until__lte=now).update(mac="")
            row = WifiAuthorisation.objects.create(
                contact_id=contact, app_id=app, mac=mac, integration=integration, estimation=estimation, site=site,
                created_at=now, until=until,
            )  # fmt: skip
            enqueue(name="wifi.tell", args={"authorisation": row.pk})
    except IntegrityError:
        raise AlreadyAuthorised from None
    return row


def enrol(*, account: Account, mac_address: str, caller: Caller) -> None:
    """Let the device sign in by itself later, where the operator wants that; one of somebody else's stays theirs."""
    if options.get(MAC_SIGN_IN):
        try:
            devices.enrol(account=account, mac_address=mac_address, caller=caller)
        except Invalid:
            return


def tell(authorisation: int, *, now: dt.datetime | None = None) -> None:
    """Tell the platform of a device, once it is known not again; raises ``Retry`` when it does not answer."""
    now = now or timezone.now()
    row = WifiAuthorisation.objects.filter(pk=authorisation, state=WifiState.WAITING, until__gt=now).first()
    if row is None:
        return
    address = options.get(WIFI_ADDRESS)
    if not address:
        _close(row, WifiState.NOTED, now)
        return
    try:
        _called(row, address).checked()
    except TryAgain as exc:
        raise Retry(str(exc)) from exc
    except Declined as exc:
        knows_it = exc.status == 409
        _close(row, WifiState.TOLD if knows_it else WifiState.FAILED, now, "" if knows_it else str(exc))
    else:
        _close(row, WifiState.TOLD, now)


def _called(row: WifiAuthorisation, address: str) -> Answer:
    """The platform's answer; the key lets it recognise what it was told before."""
    token = options.get(WIFI_TOKEN)
    said = {
        "integration_id": row.integration, "estimation_id": row.estimation, "site_id": row.site,
        "mac_address": "-".join(row.mac[n : n + 2] for n in range(0, 12, 2)), "contact_id": str(row.contact.uuid),
        "until": int(row.until.timestamp()),
    }  # fmt: skip
    headers = {"Idempotency-Key": f"wifi-{row.pk}"} | ({"Authorization": f"Bearer {token}"} if token else {})
    return Line(LineAccount(0, NAME, "WiFi", address, {})).ask("POST", "", json=said, headers=headers)


def _close(row: WifiAuthorisation, state: WifiState, now: dt.datetime, reason: str = "") -> None:
    """What was refused may be tried again at once."""
    mine = WifiAuthorisation.objects.filter(pk=row.pk, state=WifiState.WAITING)
    if state == WifiState.FAILED:
        mine.update(state=state, reason=reason[:200], mac="")
    else:
        mine.update(state=state, told_at=now)


def drop_old(*, now: dt.datetime | None = None) -> int:
    """Forget the addresses of devices whose time is over, and after thirty days the rest; how many rows went."""
    now = now or timezone.now()
    WifiAuthorisation.objects.filter(until__lte=now).exclude(mac="").update(mac="")
    return WifiAuthorisation.objects.filter(until__lte=now - KEPT).delete()[0]


__all__ = ["AlreadyAuthorised", "authorise", "drop_old", "enrol", "tell"]
