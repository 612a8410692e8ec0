"""What may be asked to be sent; raises ``Invalid`` with every fault at its path."""

import re
from collections.abc import Iterable
from typing import Any

from contacts.messages.declared.keys import DECLARED
from contacts.messages.delivery import attaching
from contacts.messages.models import Channel
from contacts.record import choices
from contacts.record.cleaning import clean
from contacts.record.errors import FieldError, Invalid

PURPOSES = ("service", "marketing", "affiliate_marketing", "third_party", "security")
FREE_PURPOSES = PURPOSES[:-1]
"""What surfaces may let people and programs choose: security passes every consent and is the product's own."""
MOST_CONTENT, MOST_SMS, MOST_ATTACHMENTS = 200_000, 1_000, 20
WEB = re.compile(r"https?://[^\s<>\"]{3,1990}")
DEEP_LINK = re.compile(
    r"(?!javascript:|data:|vbscript:|file:|blob:)[a-z][a-z0-9+.-]{1,30}:[^\s<>\"]{1,1960}", re.IGNORECASE
)
LENGTHS = {"subject": 500, "title": 200, "subtitle": 200, "name": 200}


def check(*, contact: int | None, template: str, values: dict[str, Any]) -> None:
    """``values`` are the arguments of ``send`` by name."""
    faults = [*_choices(contact, values), *_lines(values), *_bodies(template, values), *_links(contact, values)]
    if faults:
        raise Invalid(faults)


def recipient(to: str, channel: str) -> str:
    """The address or number in its one form; raises ``Invalid`` at ``to``."""
    if channel == Channel.EMAIL:
        return clean.email(to, "to")
    number = clean.phone(to, None, "to")[1]
    if not number:
        raise Invalid([FieldError("to", "invalid_phone", "Expected a number with its country, like +357 99 123456.")])
    return number


def _choices(contact: int | None, values: dict[str, Any]) -> Iterable[FieldError]:
    for name, allowed in (
        ("channel", Channel.values), ("purpose", PURPOSES), ("language", ("", *choices.languages())),
    ):  # fmt: skip
        if values[name] not in allowed:
            yield FieldError(name, "invalid_choice", f"Expected one of {', '.join(filter(None, allowed))}.")
    if contact is None and values["channel"] in (Channel.INAPP, Channel.DEVICE):
        yield FieldError("contact", "required", "The app shows messages to contacts only; name one.")
    if contact is None and not values["to"]:
        yield FieldError("to", "required", "Without a contact, say where to.")


def _lines(values: dict[str, Any]) -> Iterable[FieldError]:
    for name, most in LENGTHS.items():
        text = values[name]
        if len(text) > most:
            yield FieldError(name, "too_long", f"At most {most} characters (got {len(text)}).")
        elif fault := clean.text_fault(text, multiline=False) or ("\n" in text or "\r" in text) * "One line only.":
            yield FieldError(name, "invalid", fault)


def _bodies(template: str, values: dict[str, Any]) -> Iterable[FieldError]:
    if template and template not in DECLARED:
        yield FieldError("template", "unknown", f"Expected one of {', '.join(DECLARED)}.")
    if not template and not any(values[name].strip() for name in ("content", "html", "title")):
        yield FieldError("content", "required", "Say what is to be sent.")
    most = MOST_SMS if values["channel"] == Channel.SMS else MOST_CONTENT
    for name in ("content", "html"):
        if len(values[name]) > most:
            yield FieldError(name, "too_long", f"At most {most:,} characters (got {len(values[name]):,}).")
        elif fault := clean.text_fault(values[name], multiline=True):
            yield FieldError(name, "invalid", fault)
    if values["html"] and values["channel"] == Channel.SMS:
        yield FieldError("html", "invalid", "An SMS is plain text; use content.")


def _links(contact: int | None, values: dict[str, Any]) -> Iterable[FieldError]:
    if values["image"] and not WEB.fullmatch(values["image"]):
        yield FieldError("image", "invalid", "Expected an address like https://example.org/picture.png.")
    if values["link"] and not DEEP_LINK.fullmatch(values["link"]):
        yield FieldError("link", "invalid", "Expected an address like https://example.org/ or app://page.")
    attachments = values["attachments"]
    if len(attachments) > MOST_ATTACHMENTS or (attachments and values["channel"] == Channel.SMS):
        yield FieldError("attachments", "invalid", f"At most {MOST_ATTACHMENTS} files, and none with an SMS.")
    elif not all(type(one) is int and 0 < one < 2**63 for one in attachments):
        yield FieldError("attachments", "invalid", "Expected the ids of files.")
    elif missing := attaching.missing(attachments, contact):
        yield FieldError("attachments", "unknown", f"There is no file {missing[0]} of this contact.")
