"""Mail over SMTP, and what a mail server's answer means."""

import smtplib
import ssl
from contextlib import suppress

from django.core.mail.backends.smtp import EmailBackend

from contacts.messages.delivery.outcomes import Later, Never

REFUSED = {
    421: "The mail server is closing its connections.",
    450: "The mailbox is busy at the moment.",
    451: "The mail server had a fault of its own.",
    452: "The mail server has no room at the moment.",
    550: "There is no such mailbox, or it does not take mail from us.",
    551: "The mailbox has moved to another server.",
    552: "The mailbox is full, or the message too large.",
    553: "The mail server does not take such an address.",
    554: "The mail server refused the message as unwanted.",
}


class SmtpBackend(EmailBackend):
    """Django's, but what goes wrong in saying goodbye after the server's OK is no failure: it has the message."""

    def close(self) -> None:
        """Leave, politely if possible."""
        with suppress(OSError, smtplib.SMTPException):
            super().close()


def outcome(error: Exception) -> Later | Never:
    """What a failure of the mail server means; its own words are left out, they quote addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(next(iter(error.recipients.values()))[0])
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Later("The mail server refused our sign-in; check EMAIL_URL.")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Never("The mail server cannot write to such an address.")
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code)
    if isinstance(error, ssl.SSLError):
        return Later("The mail server's certificate could not be trusted.")
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Later("The mail server took too long to answer.")
    return Later("The mail server could not be reached, or ended the connection.")


def _by_code(code: int) -> Later | Never:
    sentence = f"{REFUSED.get(code, 'The mail server refused the message.')} ({code})"
    return Never(sentence) if 500 <= code < 600 else Later(sentence)
