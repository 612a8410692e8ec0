"""What was sent to the contact, and what it did with it."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from contacts.messages import operations as messages
from contacts.messages import queries
from contacts.messages.models import Channel, Communication
from integrations.dialects.crmcom_selfservice import errors
from integrations.dialects.crmcom_selfservice.views.base import SelfService
from integrations.dialects.crmcom_selfservice.whose import as_uuid
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.dialects.crmcom_selfservice.words.spelling import communication, listed, whole_communication
from integrations.wire.inbound import bodies

# Ours has no moment of its own for a change: what a reader did is the last that happens to a message.
SORTS = {
    "CREATED_DATE": ("created_at", "pk"), "UPDATED_DATE": ("viewed_at", "archived_at", "created_at", "pk"),
    "NAME": ("name", "pk"), "POSTED_DATE": ("posted_at", "pk"),
}  # fmt: skip
COMPARED = ("lt", "lte", "gt", "gte")
YEAR_9999 = 253_402_300_799  # the last second that there is


class Communications(SelfService):
    """``/contacts/{id}/communications``."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """A page of them, the newest first."""
        self.own(ref)
        sent: dict[str, Any] = dict(request.GET.items())
        page = reading.page(request.GET, tuple(SORTS))
        channel = reading.choice(sent, "channel", tuple(Channel.values)) if sent.get("channel") else ""
        rows = queries.of_contact(
            self.contact, channel=channel, archived=reading.flag(sent, "archived"), viewed=reading.flag(sent, "viewed")
        )
        rows = _created(rows, sent)
        sign = "-" if page.descending else ""
        ordered = rows.order_by(*(f"{sign}{column}" for column in SORTS[page.sort]))
        mine = self.owner.shown_id
        content = [communication(row, mine, version=self.version) for row in ordered[page.rows]]
        return bodies.answer(listed(content, page, rows.count()))


class OneCommunication(SelfService):
    """``/communications/{id}``."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """All of it; what was secret in it is dots."""
        row = _named(ref, self.contact)
        assert row.contact is not None
        return bodies.answer(
            whole_communication(
                row, self.owner.shown_id, name=row.contact.display_name, code=row.contact.code, version=self.version
            )
        )


class Marking(SelfService):
    """``/communications/{id}/actions``."""

    def put(self, request: HttpRequest, ref: str) -> HttpResponse:
        """Viewed, put away, or neither any more."""
        row, data = _named(ref, self.contact), bodies.read_object(request, form=True)
        viewed, archived = reading.flag(data, "viewed"), reading.flag(data, "archived")
        if viewed is None and archived is None:
            raise reading.misread("viewed", "required", "Expected viewed or archived.")
        messages.mark(communication=row.pk, viewed=viewed, archived=archived, actor=self.owner.actor())
        return bodies.answer({"id": str(row.uuid)})


def _named(ref: str, contact: int) -> Communication:
    """Somebody else's is as good as not there."""
    asked = as_uuid(ref)
    row = queries.find(str(asked)) if asked else None
    if row is None or row.contact_id != contact:
        raise errors.not_found("communication", ref)
    return row


def _created(rows: "QuerySet[Communication]", sent: dict[str, Any]) -> "QuerySet[Communication]":
    """Those made before or after a moment, in seconds since 1970."""
    for word in COMPARED:
        name = f"created_on[{word}]"
        if not (text := reading.text(sent, name)):
            continue
        if not (text.isascii() and text.isdigit() and int(text[:13]) <= YEAR_9999 and len(text) < 13):
            raise reading.misread(name, "invalid", "Expected seconds since 1970.")
        rows = rows.filter(**{f"created_at__{word}": dt.datetime.fromtimestamp(int(text), dt.UTC)})
    return rows
