"""What strangers can make the product send: by whom, whereto and how much of it; refused silently."""

import datetime as dt
from typing import Any

import phonenumbers
import structlog
from django.db import connection
from django.utils import timezone

from contacts.access.limits import operations
from contacts.access.limits.options import SMS_COUNTRIES, SMS_PER_DAY, countries
from contacts.access.limits.rules import (
    DAY,
    SEND_DAY,
    SEND_HOUR,
    SEND_IP,
    SEND_MINUTE,
    SEND_PREFIX,
    SMS_DAY,
    Rule,
    network,
)
from contacts.options import queries as options

log = structlog.get_logger("crm.limits")
NO_COUNTRY = Rule("sms_country", 0, DAY)
TOLD = {SEND_PREFIX.name, SMS_DAY}  # of these staff must know
_NOTE = """
INSERT INTO contacts_limitalert AS a (rule, about, day, refused, first_at, last_at)
VALUES (%(rule)s, %(about)s, %(day)s, 1, %(now)s, %(now)s)
ON CONFLICT (rule, about, day) DO UPDATE SET refused = a.refused + 1, last_at = excluded.last_at
"""


def may_send(*, ip: str, channel: str, to: str, known: bool, bucket: str = "", now: dt.datetime) -> bool:
    """Claim one message to ``to`` (an address's key, or E.164); False, and nothing claimed, at any limit.

    What is not ``known`` is claimed the same way beside the real counters, since nothing will be sent. ``bucket`` is
    a known device, which has its own share of the destination.
    """
    claims = [(SEND_IP, network(ip))]
    about = ""
    if channel == "SMS":
        about, allowed = _prefix(to)
        cap = Rule(SMS_DAY, int(options.get(SMS_PER_DAY)), DAY)
        lane = "" if known else "in vain "
        claims += [(SEND_PREFIX if allowed else NO_COUNTRY, lane + about), (cap, lane)]
    claims += [(rule, f"{to} {bucket}") for rule in (SEND_MINUTE, SEND_HOUR, SEND_DAY)]
    refused = operations.claim_all(claims, now=now.timestamp())
    if refused is not None and refused.name in TOLD:
        _tell(refused.name, about if refused == SEND_PREFIX else "", now)
    return refused is None


def _prefix(e164: str) -> tuple[str, bool]:
    """The calling code a number is charged by, and whether its country may get messages; a decoy is no number."""
    if not e164.startswith("+"):
        return "", True
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return "", False
    allowed = countries(options.get(SMS_COUNTRIES))
    region = phonenumbers.region_code_for_number(number)
    return f"+{number.country_code}", not allowed or region in allowed


def _tell(rule: str, about: str, now: dt.datetime) -> None:
    """A row that staff are shown; the code of a country names nobody."""
    at: Any = connection.ops.adapt_datetimefield_value(now)
    day: Any = connection.ops.adapt_datefield_value(timezone.localdate(now))
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"rule": rule, "about": about, "day": day, "now": at})
    log.warning("sending limit reached", kind=rule)
