"""What the operator decides about messages."""

from typing import Any
from urllib.parse import urlsplit

from contacts.options.declaration import Option, declare
from contacts.record import choices
from contacts.record.cleaning import clean
from contacts.record.errors import invalid

GROUP = "Messages"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def _one_line(value: Any) -> None:
    if fault := clean.text_fault(value, multiline=False) or ("Expected a name." if not value.strip() else ""):
        raise invalid("", "invalid", fault)


def _sender(value: Any) -> None:
    if value:
        clean.email(value, "")


def _address(value: Any) -> None:
    """Only this machine itself may be spoken to in clear: the text and the token travel with the request."""
    try:
        parts = urlsplit(value)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS)
        _ = parts.port
    except ValueError:
        secure = False
    if value and not (secure and parts.hostname and not parts.username):
        raise invalid("", "invalid", "Expected an address like https://sms.example.org/send.")


SITE = declare(
    Option(
        name="messages.site", label="Name in messages", group=GROUP, default="Contacts", check=_one_line,
        help="Who writes, as it stands in subjects and at the end of messages.",
    )
)  # fmt: skip
SENDER = declare(
    Option(
        name="messages.sender", label="Sender of mail", group=GROUP, default="", check=_sender,
        help="The address mail is sent from; empty for the one that belongs to this installation's host.",
    )
)  # fmt: skip
LANGUAGE = declare(
    Option(
        name="messages.language", label="Language", group=GROUP, default="ENG", kind="choice",
        choices=tuple(choices.languages().items()),
        help="For contacts whose own language is not known, or has no text.",
    )
)  # fmt: skip
SMS_PROVIDER = declare(
    Option(
        name="messages.sms_provider", label="How SMS leave", group=GROUP, default="local", kind="choice",
        choices=(("local", "They do not: they are kept here only"), ("http", "Over an HTTP service")),
        help="Without a service SMS are kept and shown to staff under Outgoing.",
    )
)  # fmt: skip
SMS_ADDRESS = declare(
    Option(
        name="messages.sms_address", label="Address of the SMS service", group=GROUP, default="", check=_address,
        help="Gets a POST with to, text, from and reference for each SMS; any 2xx answer counts as sent.",
    )
)  # fmt: skip
SMS_FORM = declare(
    Option(
        name="messages.sms_form", label="What the SMS service takes", group=GROUP, default="json", kind="choice",
        choices=(("json", "JSON"), ("form", "A form")), help="How the values of the POST are written.",
    )
)  # fmt: skip
SMS_TOKEN = declare(
    Option(
        name="messages.sms_token", label="Token for the SMS service", group=GROUP, default="", kind="secret",
        help="Sent as Authorization: Bearer.",
    )
)  # fmt: skip
SMS_SENDER = declare(
    Option(
        name="messages.sms_sender", label="Sender of SMS", group=GROUP, default="",
        help="The name or number that recipients see; empty for the service's own.",
    )
)  # fmt: skip
