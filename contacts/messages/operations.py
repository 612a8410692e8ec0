"""Sending, and what is done with a message afterwards."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from contacts.background.operations import enqueue
from contacts.consents import operations as consents
from contacts.consents.queries import SECURITY
from contacts.directory.commands import NotFound
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.messages import checking
from contacts.messages.declared.keys import DECLARED
from contacts.messages.delivery import sending
from contacts.messages.delivery.mail import message_id
from contacts.messages.models import Channel, Communication, State
from contacts.messages.writing import html as hypertext
from contacts.messages.writing import languages, rendering, sealing, templates
from contacts.messages.writing.sealing import Whole
from contacts.record.contact import ContactRecord
from contacts.record.errors import invalid

GIVEN_UP_AFTER = dt.timedelta(hours=24)
SILENT = (Channel.INAPP, Channel.DEVICE)  # nothing leaves: the contact's app fetches them here


def send(
    *, contact: int | None, channel: str, purpose: str = "", template: str = "", actor: Actor,
    values: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None, subject: str = "",
    content: str = "", html: str = "", to: str = "", language: str = "", attachments: Sequence[int] = (),
    due: dt.datetime | None = None, until: dt.datetime | None = None, urgent: bool = False, link: str = "",
    title: str = "", subtitle: str = "", image: str = "", name: str = "", now: dt.datetime | None = None,
) -> Communication:  # fmt: skip
    """Write a message and have it sent at ``due`` (else at once), in the caller's transaction.

    With ``template`` its text is that of the key, in the contact's language, filled with ``values`` and ``secrets``;
    ``purpose`` is then the key's unless given. Secrets stand nowhere in clear but in what leaves. ``to`` is decided
    when it is sent (the contact's primary address or number) unless given; consents are asked then too. It is given
    up at ``until`` (24 hours after ``due``). Raises ``Invalid`` at the argument's name, ``NotFound`` for ``contact``.
    """
    now = now or timezone.now()
    purpose = purpose or _purpose(template)
    said: dict[str, Any] = {
        "channel": channel, "purpose": purpose, "subject": subject.strip(), "content": content, "html": html,
        "language": language, "attachments": list(attachments), "link": link, "title": title.strip(),
        "subtitle": subtitle.strip(), "image": image, "name": name.strip(),
    }  # fmt: skip
    checking.check(contact=contact, template=template, values=said | {"to": to})
    row = Communication(
        **said, contact_id=contact, template=template, is_urgent=urgent or purpose == SECURITY, created_at=now,
        due_at=due or now, until=until or (due or now) + GIVEN_UP_AFTER, **_told(actor),
        recipient=checking.recipient(to, channel) if to and channel not in SILENT else "",
    )  # fmt: skip
    row.message_id = message_id(row)
    _write(row, _record(contact), values or {}, secrets or {})
    return _store(row, now)


def _told(actor: Actor) -> dict[str, Any]:
    return {
        "actor_kind": actor.kind, "actor_id": actor.id, "actor_label": actor.label, "door": actor.door,
        "door_detail": actor.door_detail, "request": actor.request,
    }  # fmt: skip


def _store(row: Communication, now: dt.datetime) -> Communication:
    """The row with its job; what leaves nothing behind is decided at once."""
    with transaction.atomic():
        row.save(force_insert=True)
        if row.channel in SILENT and row.due_at <= now:
            sending.deliver(row.pk, now=now)
            row.refresh_from_db()
        else:
            _enqueue(row)
    return row


def _purpose(template: str) -> str:
    return DECLARED[template].purpose if template in DECLARED else "service"


def _record(contact: int | None) -> ContactRecord | None:
    if contact is None:
        return None
    record = snapshots.records([contact]).get(contact)
    if record is None:
        raise NotFound(f"There is no contact {contact}.")
    return record


def _write(
    row: Communication, record: ContactRecord | None, values: Mapping[str, str], secrets: Mapping[str, str]
) -> None:
    """Give the row its text: in the open with dots for secrets, whole under seal when there are any."""
    tried = languages.chain(record, row.language)
    row.language = tried[0]
    text = Whole(row.subject, row.content, hypertext.cleaned(row.html) if row.html else "")
    known: dict[str, str] = {}
    if row.template:
        text, known = _of_template(row, record, tried, values)
        _expect(row.template, values, secrets)
    if not text.content and text.html:
        text = Whole(text.subject, hypertext.as_text(text.html), text.html)
    shown = _filled(text, {**known, **dict.fromkeys(secrets, rendering.DOTS)})
    row.subject, row.content, row.html = shown.subject[:500], shown.content, shown.html
    row.title = row.title or (shown.subject[:200] if row.channel in SILENT else "")
    if secrets:
        row.sealed = sealing.sealed(row, _filled(text, {**known, **secrets}))


def _of_template(
    row: Communication, record: ContactRecord | None, tried: list[str], values: Mapping[str, str]
) -> tuple[Whole, dict[str, str]]:
    declared, chosen = DECLARED[row.template], templates.choose(row.template, row.channel, tried)
    row.language, row.template_version = chosen.language, chosen.version
    row.name = row.name or declared.label
    said = languages.words(chosen.language).WORDS
    worded = {name: said.get(value, value) if name in declared.worded else value for name, value in values.items()}
    return Whole(chosen.subject, chosen.content), rendering.standard(record, chosen.language) | worded


def _filled(text: Whole, values: Mapping[str, str]) -> Whole:
    """Values are text: in HTML they are escaped, in a subject they stay on its line."""
    if not values:
        return text
    in_html = {name: escape(value) for name, value in values.items()}
    subject = " ".join(rendering.filled(text.subject, values).split())
    return Whole(subject, rendering.filled(text.content, values), rendering.filled(text.html, in_html))


def _expect(template: str, values: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    declared = DECLARED[template]
    if set(values) != set(declared.values) or set(secrets) != set(declared.secrets):
        raise ValueError(f"{template} takes the values {set(declared.values)} and the secrets {set(declared.secrets)}")


def _enqueue(row: Communication) -> None:
    enqueue(name="messages.send", args={"communication_id": row.pk}, due=row.due_at, urgent=row.is_urgent)


def mark(
    *,
    communication: int,
    viewed: bool | None = None,
    archived: bool | None = None,
    clicked: bool | None = None,
    actor: Actor,
    now: dt.datetime | None = None,
) -> Communication:
    """Note that it was looked at, put away, or its link followed (False takes it back); the first time counts.

    Raises ``Communication.DoesNotExist``.
    """
    asked = {"viewed_at": viewed, "archived_at": archived, "clicked_at": clicked}
    now = now or timezone.now()
    with transaction.atomic():
        row = Communication.objects.select_for_update().get(pk=communication)
        for field, value in asked.items():
            if value is not None and value != (getattr(row, field) is not None):
                setattr(row, field, now if value else None)
        row.save(update_fields=list(asked))
    return row


def stop(*, communication: Communication, actor: Actor, ip: str = "") -> None:
    """Withdraw the contact's consent to messages of this purpose by this channel; the log says how and from where."""
    assert communication.contact_id is not None
    consents.record(
        contact=communication.contact_id, purpose=cast(Any, communication.purpose),
        channel=cast(Any, communication.channel), state="REJECTED", ip=ip, actor=actor,
        comment=f"By the link in message {communication.pk}",
    )  # fmt: skip


def cancel(*, communication: int, actor: Actor, now: dt.datetime | None = None) -> bool:
    """Keep a waiting message from being sent; False when it is on its way or gone already."""
    return bool(
        Communication.objects.filter(pk=communication, state=State.PENDING, sending_since=None).update(
            state=State.REJECTED, reason=f"Cancelled by {actor.label or 'the system'}."[:300], sealed="",
            closed_at=now or timezone.now(),
        )
    )  # fmt: skip


def retry(*, communication: int, actor: Actor, now: dt.datetime | None = None) -> Communication:
    """Try again at once what waits or was not sent; raises ``Invalid``, and ``Communication.DoesNotExist``.

    A message whose code or link is gone cannot be sent again: what it was for asks for a new one.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = Communication.objects.select_for_update().get(pk=communication)
        if row.state == State.COMPLETED:
            raise invalid("", "sent", "It was sent already.")
        if not row.sealed and rendering.DOTS in row.content:
            raise invalid("", "gone", "The code or link in it is gone; a new one has to be asked for.")
        if row.state == State.REJECTED:
            row.state, row.reason, row.until, row.closed_at = State.PENDING, "", now + GIVEN_UP_AFTER, None
        row.due_at = now
        row.save(update_fields=["state", "reason", "until", "due_at", "closed_at"])
        _enqueue(row)
    return row
