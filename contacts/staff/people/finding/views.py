"""The contact list: find, filter, sort, choose columns, put away, take out."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from contacts.imports import operations as files
from contacts.imports.writing import FORMATS, Columns
from contacts.staff.drawing.filters import blocks_from_rows, make_builder, read_blocks, write_blocks
from contacts.staff.frame import proving, shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.frame.addresses import list_url
from contacts.staff.frame.offering import people_like
from contacts.staff.people import writing
from contacts.staff.people.finding.asked import Asked
from contacts.staff.people.finding.columns import grouped
from contacts.staff.people.finding.keeping import kept_views, opened
from contacts.staff.people.finding.listing import read_listing
from contacts.staff.people.finding.offered import offered
from contacts.staff.people.finding.own import own_columns, places

EXPORTS = (("csv", "CSV"), ("xlsx", "Excel (XLSX)"), ("vcard4", "vCard"), ("json", "JSON"))
MOST_AT_ONCE = 500
MOST_PICKED = 8


@staff_only
@gzip_page  # random padding keeps what is secret in it from being guessed by its length (BREACH)
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """The list; asked for by htmx it answers with the table alone."""
    need(request.user.has_perm("contacts.view_contact"))
    if "block" in request.GET:  # the builder's own form, where no script runs
        found = write_blocks(blocks_from_rows(request.GET))
        return HttpResponseRedirect(Asked.read(request.GET).url(filter=found))
    may_change = request.user.has_perm("contacts.change_contact")
    asked = Asked.read(request.GET)
    may_archive = request.user.has_perm("contacts.delete_contact")
    partial = shell.is_partial(request)
    choosing = "columns" in request.GET  # where no script asks for them when their menu opens
    listing = read_listing(asked, editable=may_change, pickable=may_archive, choosing=choosing)
    context: dict[str, Any] = {
        "listing": listing,
        "opened": opened(request, asked),
        "partial": partial,
        "may_add": request.user.has_perm("contacts.add_contact"),
        "may_archive": may_archive,
        "exports": EXPORTS,
        "building": "builder" in request.GET,
        "builder": _builder(listing.asked, building="builder" in request.GET and not partial),
    }
    if not partial:
        context["views"] = kept_views(request)
    template = "staff/people/list_part.html" if partial else "staff/people/list.html"
    return shell.render_page(request=request, template=template, title="Contacts", here="contacts", context=context)


def _builder(asked: Asked, *, building: bool) -> Any:
    """The builder, or only what it would say of the filter that is on."""
    if not building and not asked.filter:
        return None
    paths = None if building else {one.field for block in read_blocks(asked.filter) or () for one in block}
    return make_builder(text=asked.filter, fields=offered(paths))


@staff_only
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Archive the chosen contacts at once and offer Undo."""
    need(request.user.has_perm("contacts.delete_contact"))
    saved, payload = writing.archive(request, _chosen(request))
    if saved:
        what = saved[0].record.display_name if len(saved) == 1 else f"{len(saved)} contacts"
        shell.toast(
            request=request, text=f"Archived {what}.", undo_url=reverse("staff:people-undo-all"), payload=payload
        )
    return _changed(request)


@staff_only
@require_POST
def bring_back(request: HttpRequest) -> HttpResponse:
    """Take the chosen contacts out of the archive."""
    need(request.user.has_perm("contacts.delete_contact"))
    if ids := _chosen(request):
        shell.toast(request=request, text=writing.bring_back(request, ids))
    return _changed(request)


def _chosen(request: HttpRequest) -> list[int]:
    keys = request.POST.getlist("id")[:MOST_AT_ONCE]
    return [int(key) for key in keys if key.isdecimal() and len(key) < 19]


def _changed(request: HttpRequest) -> HttpResponse:
    return shell.changed(request=request, back=list_url(request.POST.get("back", "")))


@staff_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what this session did."""
    need(request.user.has_perm("contacts.change_contact"))
    payload = shell.take_undo(request=request)
    shell.toast(request=request, text=writing.undo(request, payload))
    return shell.changed(request=request, back=reverse("staff:people"))


@staff_only
@require_GET
def take_out(request: HttpRequest, format: str) -> HttpResponse:
    """The list that the address asks for as a file, streamed; custom fields that it shows are columns of a table."""
    need(request.user.has_perm("contacts.view_contact"))
    named = next((name for name in FORMATS if name == format), None)
    if named is None:
        raise Http404("There is no such format")
    if page := proving.asked(request, is_file=True):
        return page
    asked = Asked.read(request.GET)
    rows = asked.matching().order_by("pk")
    name = f"contacts-{timezone.localdate().isoformat()}.{FORMATS[named].ending}"
    response: Any = StreamingHttpResponse(
        files.export(rows, format=named, columns=Columns(custom=places(asked.cols))),
        content_type=FORMATS[named].media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    return response  # type: ignore[no-any-return]


@staff_only
@require_GET
def offer_columns(request: HttpRequest) -> HttpResponse:
    """The custom fields among the columns to choose from, asked for when the menu opens: it rarely does."""
    need(request.user.has_perm("contacts.view_contact"))
    return render(request, "staff/people/column_groups.html", {"groups": grouped(own_columns(), ())})


@staff_only
@require_GET
def pick(request: HttpRequest) -> HttpResponse:
    """Contacts whose names fit what is typed, as options of a list; ``?but=`` is one that is not asked for."""
    need(request.user.has_perm("contacts.view_contact"))
    typed = next((str(value) for key, value in request.GET.items() if key.endswith("contact")), "").strip()[:200]
    found = people_like(typed, limit=MOST_PICKED + 1) if len(typed) > 1 else []
    others = [one for one in found if str(one[0]) != request.GET.get("but")]
    return render(request, "staff/people/picked.html", {"found": others[:MOST_PICKED]})
