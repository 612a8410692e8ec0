"""A communication as a mail message."""

from collections.abc import Iterable
from email.utils import format_datetime, formataddr
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from contacts.messages import options, unsubscribing
from contacts.messages.delivery import smtp
from contacts.messages.models import Communication
from contacts.messages.writing import html
from contacts.messages.writing.languages import words
from contacts.messages.writing.rendering import filled
from contacts.messages.writing.sealing import Whole
from contacts.options import queries as decided

SMTP = "contacts.messages.delivery.smtp.SmtpBackend"
Attachment = tuple[str, bytes, str]  # name, content, type


def leaves() -> bool:
    """Whether mail goes to a real server; else it stays here, for staff to look at."""
    return bool(settings.EMAIL_BACKEND == SMTP)


def sender() -> str:
    """The address mail is sent from."""
    return str(decided.get(options.SENDER) or settings.DEFAULT_FROM_EMAIL)


def message_id(row: Communication) -> str:
    """The same for every attempt, so that a server or reader knows a message that comes twice."""
    return f"<{row.uuid}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}>"


def built(row: Communication, whole: Whole, attachments: Iterable[Attachment] = ()) -> EmailMultiAlternatives:
    """The message with its headers; a text part always, HTML beside it when there is some."""
    headers = {"Message-ID": row.message_id, "Date": format_datetime(row.due_at)}  # both the same for every attempt
    if row.actor_kind != "staff" or row.template:
        headers["Auto-Submitted"] = "auto-generated"
    text, hypertext = whole.content or html.as_text(whole.html), whole.html
    if unsubscribing.is_offered(row):
        address = unsubscribing.address(row)
        headers["List-Unsubscribe"] = f"<{address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        stop = words(row.language).STOP
        text = f"{text}\n\n{filled(stop, {'link': address})}"
        hypertext = hypertext and f"{hypertext}<p>{filled(stop, {'link': _anchor(address)})}</p>"
    message = EmailMultiAlternatives(
        subject=whole.subject, body=text, to=[row.recipient], headers=headers,
        from_email=formataddr((decided.get(options.SITE), row.sender)),
    )  # fmt: skip
    if hypertext:
        message.attach_alternative(hypertext, "text/html")
    for name, content, kind in attachments:
        message.attach(name, content, kind)
    return message


def post(message: EmailMultiAlternatives) -> None:
    """Hand it to the mail server; raises ``Later`` or ``Never``."""
    connection = get_connection()
    try:
        connection.send_messages([message])
    except (SMTPException, OSError) as error:
        raise smtp.outcome(error) from None
    finally:
        connection.close()  # Django leaves one that it could not sign in to open


def _anchor(address: str) -> str:
    return f'<a href="{address}">{address}</a>'
