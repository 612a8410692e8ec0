"""Files on the record page: sent by choosing or dropping, fetched, shared with the contact, removed with Undo."""

import json
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from contacts.directory.commands import NotFound
from contacts.files import operations, queries
from contacts.files.download import download
from contacts.files.models import StoredFile
from contacts.files.storage.storing import StorageAway
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.files import listing
from contacts.staff.people.one.record import Record
from contacts.staff.people.one.views import found
from contacts.staff.people.tabs import registry
from contacts.staff.people.writing import actor_of

AWAY = "The storage is away. Try again in a moment."


@staff_only
@require_safe
def fetch(request: HttpRequest, file: str) -> HttpResponse:
    """The file as an attachment, whole or one range of it."""
    need(request.user.has_perm("contacts.view_contact"))
    try:
        return cast(HttpResponse, download(request, _named(file)))  # or a stream, which has headers as well
    except FileNotFoundError:
        raise Http404("The storage has lost this file") from None


@staff_only
@require_POST
def add(request: HttpRequest, contact: int) -> HttpResponse:
    """Keep what was sent; each file that cannot be kept is told by name."""
    record = found(request, contact, verb="change")
    shared = request.POST.get("shared") == "on"
    sent = request.FILES.getlist("file")
    if not sent:
        shell.toast(request=request, text="Choose one or several files first.", tone="bad")
    for file in sent:
        name = str(file.name)
        try:
            operations.keep(contact=contact, name=name, content=file, actor=actor_of(request), shared=shared)
        except Invalid as exc:
            shell.toast(request=request, text=f"{name}: {exc.errors[0].message}", tone="bad")
        except StorageAway:
            shell.toast(request=request, text=f"{name}: {AWAY}", tone="bad")
    return _again(request, record)


@staff_only
@require_POST
def share(request: HttpRequest, file: str) -> HttpResponse:
    """Let the contact see the file, or no longer."""
    row = _named(file)
    record = found(request, row.contact_id, verb="change")
    try:
        operations.share(file=row, shared=request.POST.get("shared") == "on", actor=actor_of(request))
    except Invalid as exc:
        shell.toast(request=request, text=exc.errors[0].message, tone="bad")
    return _again(request, record)


@staff_only
@require_POST
def remove(request: HttpRequest, file: str) -> HttpResponse:
    """Put the file away and offer Undo."""
    row = _named(file)
    record = found(request, row.contact_id, verb="change")
    operations.discard(file=row, actor=actor_of(request))
    payload, url = json.dumps({"file": row.pk}), record.url("files-undo")
    shell.toast(request=request, text=f"Removed {row.name}.", undo_url=url, payload=payload)
    return _again(request, record)


@staff_only
@require_POST
def undo(request: HttpRequest, contact: int) -> HttpResponse:
    """Bring a removed file back."""
    record = found(request, contact, verb="change")
    payload = shell.take_undo(request=request)
    row = StoredFile.objects.filter(pk=json.loads(payload)["file"], contact_id=contact).first()
    if row is None:
        raise Http404("This can no longer be undone")
    try:
        operations.undiscard(file=row, actor=actor_of(request))
        shell.toast(request=request, text=f"{row.name} is back.")
    except NotFound as exc:
        shell.toast(request=request, text=str(exc), tone="bad")
    return shell.changed(request=request, back=f"{record.url('record')}?tab=files")


def _named(ref: str) -> StoredFile:
    file = queries.find(ref)
    if file is None:
        raise Http404("There is no such file")
    return file


def _again(request: HttpRequest, record: Record) -> HttpResponse:
    """The list anew, and the strip of tabs with its counts."""
    if not shell.is_partial(request):
        return HttpResponseRedirect(f"{record.url('record')}?tab=files")
    tabs = registry.tabs_for(request)
    context = {"record": record, **listing.context(request, record), "oob": True}
    context["tabs"] = registry.heads(tabs, record, registry.open_tab(tabs, "files"))
    parts = ("staff/people/tabs/files.html", "staff/record/tabs.html")
    html = "".join(render_to_string(part, context, request) for part in parts)
    return shell.with_toasts(request=request, html=html)
