"""The photo on the record page: chosen or dropped, prepared while one watches, removed with Undo."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from contacts.directory.commands import NotFound
from contacts.files.photos import operations
from contacts.files.storage.storing import StorageAway
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from contacts.staff.people.files.card import card
from contacts.staff.people.one.record import Record
from contacts.staff.people.one.views import found
from contacts.staff.people.writing import actor_of


@staff_only
@require_POST
def set_photo(request: HttpRequest, contact: int) -> HttpResponse:
    """Take a picture; it is prepared in the background and the page shows when it is there."""
    record = found(request, contact, verb="change")
    file = request.FILES.get("file")
    try:
        if file is None:
            shell.toast(request=request, text="Choose a JPEG, PNG or WebP picture first.", tone="bad")
        else:
            operations.set_photo(contact=contact, content=file, actor=actor_of(request))
    except Invalid as exc:
        shell.toast(request=request, text=" ".join(error.message for error in exc.errors), tone="bad")
    except StorageAway:
        shell.toast(request=request, text="The storage is away. Try again in a moment.", tone="bad")
    return _head(request, record)


@staff_only
@require_POST
def remove_photo(request: HttpRequest, contact: int) -> HttpResponse:
    """Show initials again, and offer Undo."""
    record = found(request, contact, verb="change")
    gone = operations.remove_photo(contact=contact, actor=actor_of(request))
    if gone:
        payload, undo = json.dumps({"photo": gone[0]}), record.url("photo-undo")
        shell.toast(request=request, text="Photo removed.", undo_url=undo, payload=payload)
    return _head(request, Record.read(request, contact) or record)


@staff_only
@require_POST
def undo(request: HttpRequest, contact: int) -> HttpResponse:
    """Show the removed photo again."""
    record = found(request, contact, verb="change")
    payload = shell.take_undo(request=request)
    try:
        operations.bring_back(contact=contact, photo=json.loads(payload)["photo"], actor=actor_of(request))
        shell.toast(request=request, text="The photo is back.")
    except NotFound as exc:
        shell.toast(request=request, text=str(exc), tone="bad")
    return shell.changed(request=request, back=record.url("record"))


def _head(request: HttpRequest, record: Record) -> HttpResponse:
    """The head of the page anew."""
    if not shell.is_partial(request):
        return HttpResponseRedirect(record.url("record"))
    context = {"record": record, "head": record.head(), "photo": card(record)}
    return shell.with_toasts(request=request, html=render_to_string("staff/people/head.html", context, request))
