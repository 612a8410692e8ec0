"""SMS, over a provider: a small interface that more of them can follow."""

import re
from datetime import timedelta
from typing import Any, Protocol

import httpx
from django.conf import settings
from django.core.mail import EmailMessage
from msgspec import Struct

from contacts.messages import options
from contacts.messages.delivery import folder
from contacts.messages.delivery.outcomes import Later, Never
from contacts.options import queries as decided
from contacts.outside.trust import certificates

TIMEOUT = httpx.Timeout(10, connect=5)
LONGEST_WAIT = timedelta(hours=1)
AGAIN = {401, 403, 404, 405, 407, 408, 425, 429}
"""Answers that say nothing about the message: the operator or time may put them right."""


class Sms(Struct, frozen=True):
    """One SMS; ``reference`` is the same for every attempt, so that a provider knows one that comes twice."""

    to: str
    text: str
    sender: str
    reference: str


class Provider(Protocol):
    """Takes SMS away; ``leaves`` says whether they really go."""

    leaves: bool

    def send(self, sms: Sms) -> None:
        """Hand it over; raises ``Later`` or ``Never``."""


class Local:
    """Keeps them here; where mail is kept as files, SMS are too, addressed to the number."""

    leaves = False

    def send(self, sms: Sms) -> None:
        """Write the file, if files are written."""
        if settings.EMAIL_BACKEND != "contacts.messages.delivery.folder.FolderBackend":
            return
        name = f"<{sms.reference}@sms>"
        message = EmailMessage(body=sms.text, to=[sms.to], headers={"Message-ID": name}, from_email=sms.sender or "sms")
        folder.keep(name, message.message().as_bytes())


class Http:
    """POSTs to an HTTP service. Redirects are not followed: the text and the token are meant for one address."""

    leaves = True

    def send(self, sms: Sms) -> None:
        """Any 2xx answer counts as sent."""
        address, token = decided.get(options.SMS_ADDRESS), decided.get(options.SMS_TOKEN)
        if not address:
            raise Later("No address of an SMS service is set.")
        headers = {"Idempotency-Key": sms.reference} | ({"Authorization": f"Bearer {token}"} if token else {})
        fields = {"to": sms.to, "text": sms.text, "from": sms.sender, "reference": sms.reference}
        body: dict[str, Any] = {"data" if decided.get(options.SMS_FORM) == "form" else "json": fields}
        try:
            with httpx.stream(
                "POST",
                address,
                headers=headers,
                timeout=TIMEOUT,
                follow_redirects=False,
                verify=certificates(),
                **body,
            ) as got:
                _judge(got.status_code, got.headers.get("Retry-After", ""))
        except httpx.TimeoutException:
            raise Later("The SMS service took too long to answer.") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise Later("The SMS service could not be reached.") from None


PROVIDERS: dict[str, Provider] = {"local": Local(), "http": Http()}


def provider() -> Provider:
    """The one the operator chose."""
    return PROVIDERS[decided.get(options.SMS_PROVIDER)]


def _judge(status: int, wait: str) -> None:
    if 200 <= status < 300:
        return
    if status in AGAIN or not 400 <= status < 500:
        seconds = int(wait) if re.fullmatch(r"[0-9]{1,6}", wait) else 0
        after = min(timedelta(seconds=seconds), LONGEST_WAIT) if seconds else None
        raise Later(f"The SMS service did not take the message now ({status}).", after=after)
    raise Never(f"The SMS service refused the message ({status}).")
