"""Which text a key has: the operator's own, else the one that comes with the product."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from contacts.history.actor import Actor
from contacts.messages.declared.keys import DECLARED, Declared
from contacts.messages.models import Template
from contacts.messages.writing.languages import MODULES
from contacts.messages.writing.rendering import unknown_names
from contacts.record import choices
from contacts.record.cleaning.clean import text_fault
from contacts.record.errors import FieldError, Invalid

MOST_SUBJECT, MOST_CONTENT, MOST_SMS = 200, 20_000, 480


class Chosen(Struct, frozen=True):
    """A text with its names in it, and where it is from; version 0 is the product's own."""

    language: str
    subject: str
    content: str
    version: int = 0


def text_channel(channel: str) -> str:
    """The channel whose text is taken: the app and devices show that of the mail."""
    return "SMS" if channel == "SMS" else "EMAIL"


def default_text(key: str, channel: str, language: str) -> Chosen | None:
    """The product's own text, None in a language that it does not speak."""
    module = MODULES.get(language)
    return Chosen(language, *module.TEXTS[key].of(channel)) if module else None


def choose(key: str, channel: str, languages: list[str]) -> Chosen:
    """The text in the first of ``languages`` that has one, the operator's own before the product's; one statement."""
    channel = text_channel(channel)
    rows = Template.objects.filter(key=key, channel=channel, language__in=languages, is_reset=False)
    own = {row.language: Chosen(row.language, row.subject, row.content, row.version) for row in rows}
    found = (own.get(language) or default_text(key, channel, language) for language in languages)
    return next(text for text in found if text is not None)


def save_text(*, key: str, channel: str, language: str, subject: str, content: str, actor: Actor) -> Template:
    """Put a text of the operator's own in the place of the default; raises ``Invalid``."""
    declared = _declared(key, channel, language)
    subject, content = subject.strip(), content.replace("\r\n", "\n").strip()
    if faults := list(_faults(declared, channel, subject, content)):
        raise Invalid(faults)
    return _store(key, channel, language, {"subject": subject, "content": content, "is_reset": False}, actor)


def reset_text(*, key: str, channel: str, language: str, actor: Actor) -> Template:
    """Take the product's own text into use again; the operator's is kept until the next one is saved."""
    _declared(key, channel, language)
    return _store(key, channel, language, {"is_reset": True}, actor)


def _store(key: str, channel: str, language: str, values: Mapping[str, Any], actor: Actor) -> Template:
    with transaction.atomic():
        row, _ = Template.objects.select_for_update().get_or_create(
            key=key, channel=channel, language=language, defaults={"version": 0}
        )
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.changed_at, row.changed_by = timezone.now(), actor.label
        row.save()
    return row


def _declared(key: str, channel: str, language: str) -> Declared:
    declared = DECLARED.get(key)
    if declared is None or channel not in declared.channels:
        raise Invalid([FieldError("key", "unknown", "There is no such text.")])
    if language not in choices.languages():
        raise Invalid([FieldError("language", "invalid_choice", "Expected the code of a language, like ENG.")])
    return declared


def _faults(declared: Declared, channel: str, subject: str, content: str) -> list[FieldError]:
    most = MOST_SMS if channel == "SMS" else MOST_CONTENT
    found = [
        _text_fault("subject", subject, MOST_SUBJECT, declared, needed=channel != "SMS"),
        _text_fault("content", content, most, declared, needed=True),
    ]
    missing = [name for name in declared.secrets if f"{{{name}}}" not in content]
    if missing:
        names = ", ".join(f"{{{name}}}" for name in missing)
        found.append(FieldError("content", "required", f"The text must hold {names}: it is what the message is for."))
    if exposed := [name for name in declared.secrets if f"{{{name}}}" in subject]:
        found.append(FieldError("subject", "invalid", f"{{{exposed[0]}}} belongs into the text: subjects are shown."))
    return [fault for fault in found if fault is not None]


def _text_fault(path: str, text: str, most: int, declared: Declared, *, needed: bool) -> FieldError | None:
    if needed and not text:
        return FieldError(path, "required", f"The {'subject' if path == 'subject' else 'text'} is needed.")
    if len(text) > most:
        return FieldError(path, "too_long", f"At most {most:,} characters (got {len(text):,}).")
    if fault := text_fault(text, multiline=path == "content"):
        return FieldError(path, "invalid", fault)
    if unknown := unknown_names(text, declared.examples):
        known = ", ".join(f"{{{name}}}" for name in declared.examples)
        return FieldError(path, "unknown_name", f"{{{unknown[0]}}} is not filled in here. Expected {known}.")
    return None
