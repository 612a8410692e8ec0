"""What happened to a contact, and going back."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpResponse
from msgspec import UNSET
from rest_framework.request import Request

from contacts.api.protocol import conditions
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, raw_body, read_as
from contacts.api.protocol.paging import PAGING, count_asked, limit_asked, next_url, page_of, refuse_unknown
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.contacts import contact_answer, contact_named, id_named
from contacts.api.shapes import Difference, Doer, Feed, FeedEntry, HistoryEntry, Origin, Origins, Page, RestoreRequest
from contacts.directory import operations
from contacts.directory.reading import snapshots
from contacts.history import queries
from contacts.history.models import Change
from contacts.history.origins import origins
from contacts.record.changing import diff
from contacts.record.errors import invalid
from contacts.record.parsing import codec

FEED = ("limit", "after", "show")
SHOWN = ("changes", "contacts", "ids")


def differences(changes: Mapping[str, Any]) -> list[Difference]:
    """Changes of ``record.diff`` as callers read them."""
    return [Difference(path, old, new) for path, (old, new) in changes.items()]


def _fields(row: Change) -> dict[str, Any]:
    """A journal entry: who, when, and by which door."""
    return {
        "contact": row.contact_id,
        "revision": row.revision,
        "action": row.action,
        "at": row.at,
        "actor": _doer(row),
        "door": row.door,
        "door_detail": row.door_detail,
        "request": row.request,
    }


def _doer(row: Change) -> Doer:
    return Doer(row.actor_kind, row.actor_id, row.actor_label)


def _origin(row: Change) -> Origin:
    return Origin(row.revision, row.at, _doer(row), row.door, row.door_detail)


def _changes(row: Change) -> list[Difference]:
    return differences(codec.loads(row.changes))


class History(Resource):
    """The changes of one contact, newest first."""

    reads = "history:read"

    def get(self, request: Request, ref: str) -> HttpResponse:
        """A page; ``count=true`` counts all."""
        refuse_unknown(request, PAGING)
        rows = queries.of_contact(contact_named(ref)[0])
        page, following = page_of(request, rows, "-revision")
        entries = [HistoryEntry(**_fields(row), changes=_changes(row)) for row in page]
        return answer(Page(entries, following, count_asked(request, rows)))


class ValueOrigins(Resource):
    """Where the values of one contact came from."""

    reads = "history:read"

    def get(self, request: Request, ref: str) -> HttpResponse:
        """The change that set each value which the contact has now, within its newest five thousand; all at once."""
        refuse_unknown(request, ())
        contact, revision, text = contact_named(ref)
        found = origins(contact, diff.values(codec.body_from_text(text)))
        told = Origins({path: _origin(row) for path, row in found.items()})
        return answer(told, headers={"ETag": conditions.etag(revision)})


class Restoring(Resource):
    """Going back: to a revision, whole or at some paths; without a body out of the archive."""

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """The contact as it then is."""
        seen = conditions.revision_asked(request, required=False)
        contact, actor = id_named(ref), actor_of(request)
        if raw_body(request).strip() in (b"", b"{}"):
            return contact_answer(operations.unarchive(contact=contact, actor=actor, revision=seen))
        to = read_as(RestoreRequest, request)
        saved = operations.restore(contact=contact, to=to.revision, paths=to.paths, actor=actor, revision=seen)
        return contact_answer(saved)


class Changes(Resource):
    """The feed of all changes in one order, for programs that follow along; archived contacts are in it as such."""

    reads = "history:read"

    def get(self, request: Request) -> HttpResponse:
        """Changes behind ``after``. ``cursor`` is where to go on, also when there is nothing more yet."""
        refuse_unknown(request, FEED)
        asked, limit = request.query_params, limit_asked(request)
        after, show = asked.get("after", ""), asked.get("show", SHOWN[0])
        if show not in SHOWN:
            raise invalid("show", "invalid_choice", f"Expected one of {', '.join(SHOWN)}.")
        rows = queries.feed(_position(after), limit + 1)
        page = rows[:limit]
        cursor = _cursor(page[-1]) if page else after
        following = next_url(request, cursor) if len(rows) > limit else None
        return answer(Feed(_entries(page, show), following, cursor=cursor))


def _entries(page: list[Change], show: str) -> list[FeedEntry]:
    """With old and new of each, with the contacts as they now are, or with neither."""
    if show == "contacts":
        texts = snapshots.texts_of(row.contact_id for row in page)
        records: Any = {pk: msgspec.Raw(text.encode()) for pk, text in texts.items()}
        return [FeedEntry(cursor=_cursor(row), **_fields(row), record=records.get(row.contact_id)) for row in page]
    more = show == "changes"
    return [FeedEntry(cursor=_cursor(row), **_fields(row), changes=_changes(row) if more else UNSET) for row in page]


def _cursor(row: Change) -> str:
    return f"{row.transaction}.{row.pk}"


def _position(after: str) -> tuple[int, int]:
    transaction, dot, id_ = (after or "0.0").partition(".")
    if not (dot and all(part.isascii() and part.isdigit() and len(part) < 19 for part in (transaction, id_))):
        raise invalid("after", "invalid", "Expected the cursor of an earlier answer, or nothing for the beginning.")
    return int(transaction), int(id_)
