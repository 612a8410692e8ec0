"""The record page: read it, edit values and parts where they stand, put old values back."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from contacts.directory import operations
from contacts.directory.commands import NotFound
from contacts.record.errors import Invalid
from contacts.staff.drawing.inline import Inline, answer
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.frame.addresses import list_url
from contacts.staff.people import writing
from contacts.staff.people.fields import ALL, Field, spoken
from contacts.staff.people.files.card import card
from contacts.staff.people.finding import columns
from contacts.staff.people.finding.own import own_columns
from contacts.staff.people.forms import DoorForm
from contacts.staff.people.one import timeline
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs import registry

ONLY = {"head": "staff/people/head.html", "events": "staff/people/events.html"}


def found(request: HttpRequest, contact: int, *, verb: str = "view") -> Record:
    """The contact's page for this user; 404 when there is none, 403 without the right, or to change an archived one."""
    need(request.user.has_perm(f"contacts.{verb}_contact"))
    record = Record.read(request, contact)
    if record is None:
        raise Http404("There is no such contact")
    need(verb == "view" or record.may_change)
    return record


@staff_only
@gzip_page
@require_GET
def show(request: HttpRequest, contact: int) -> HttpResponse:
    """The page, or with ``?only=`` the part of it that has changed."""
    record = found(request, contact)
    tabs = registry.tabs_for(request)
    tab = registry.open_tab(tabs, request.GET.get("tab", ""))
    context = record.context() | tab.context(request, record) | {"tab": tab}
    context["tabs"] = registry.heads(tabs, record, tab)
    context["photo"] = card(record)
    context["may_archive"] = request.user.has_perm("contacts.delete_contact")
    only = ONLY.get(request.GET.get("only", ""))
    if only:
        return render(request, only, context | {"only": True})
    name = context["head"].name
    trail = (("Contacts", reverse("staff:people")),)
    return shell.render_page(
        request=request, template="staff/people/record.html", title=name, here="contacts", trail=trail, context=context
    )


def form_of(
    request: HttpRequest, record: Record, *, fields: tuple[Field, ...], body: dict[str, Any],
    say: Callable[[dict[str, Any]], tuple[dict[str, Any], str, tuple[str, ...]]], key: str,
) -> DoorForm:  # fmt: skip
    """A form whose values ``say`` turns into a patch, the path its faults begin with, and the paths it speaks of."""
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isdecimal() and len(seen) < 10 else record.body["revision"]

    def take(values: dict[str, Any]) -> None:
        patch, prefix, paths = say(values)
        form.prefix_path = prefix
        try:
            writing.change(request, contact=record.id, patch=patch, paths=paths, revision=revision)
        except writing.Overtaken as exc:
            again = request.POST.copy()
            again["revision"] = str(exc.revision)
            form.data = again
            raise
        except NotFound:
            raise Http404("There is no such contact") from None

    data = request.POST if request.method == "POST" else None
    hidden = {"revision": str(record.body["revision"])}
    form = DoorForm(data, actor=request.user, fields=fields, body=body, take=take, hidden=hidden, key=key)
    for field in fields:
        if field.kind == "contact":  # nobody is related to themselves
            form.fields[field.key].widget.attrs["hx-get"] += f"?but={record.id}"
    return form


def _value_form(request: HttpRequest, record: Record, field: Field) -> DoorForm:
    return form_of(
        request, record, fields=(field,), body=record.body,
        say=lambda values: (spoken(field.path, values[field.path]), "", (field.path,)), key=f"value-{record.id}",
    )  # fmt: skip


def _field(record: Record, path: str) -> Field:
    field = ALL.get(path) or record.own_fields.get(path)
    if field is None:
        raise Http404("There is no such value")
    return field


@staff_only
def fact(request: HttpRequest, contact: int, path: str) -> HttpResponse:
    """One value of the record, edited where it stands."""
    record = found(request, contact, verb="change")
    field = _field(record, path)

    def value() -> str:
        shown = found(request, contact).fact(field)
        context = {"id": shown.id, "url": shown.url, "label": shown.label, "value": shown.value, "doubt": shown.doubt}
        source = render_to_string("staff/record/source.html", {"fact": shown, "oob": True})
        return render_to_string("staff/inline/value.html", context) + source

    form = _value_form(request, record, field)
    url = record.url("fact", path)
    inline = Inline(id=f"fact-{field.key}", url=url, form=form, save=lambda: None, value=value, title=field.label)
    response = answer(request=request, inline=inline)
    if path == "kind" and request.method == "POST" and response.status_code == 200:
        fresh = found(request, contact)  # people have other values than companies
        facts = render_to_string("staff/record/facts.html", {"facts": fresh.facts(fresh.main())})
        return shell.with_toasts(request=request, html=facts, saved=True, into=".side > .facts")
    return response


@staff_only
def cell(request: HttpRequest, contact: int, name: str) -> HttpResponse:
    """One cell of the list, edited where it stands."""
    record = found(request, contact, verb="change")
    column = columns.BY_NAME.get(name) or next((one for one in own_columns() if one.name == name), None)
    if column is None or not column.edit:
        raise Http404("There is no such cell")
    field = _field(record, column.edit)

    def value() -> str:
        fresh = found(request, contact)
        return columns.inside(column, fresh.body, fresh.names, editable=True)

    form = _value_form(request, record, field)
    id_ = f"cell-{contact}-{column.key}"
    inline = Inline(id=id_, url=request.path, form=form, save=lambda: None, value=value, title=field.label)
    return answer(request=request, inline=inline)


@staff_only
@require_POST
def restore(request: HttpRequest, contact: int, revision: int) -> HttpResponse:
    """Put back what the value at ``?path=`` was at a revision; without it the whole contact."""
    record = found(request, contact, verb="change")
    path = request.GET.get("path", "")
    paths = (path,) if path else ()
    try:
        saved = operations.restore(contact=contact, to=revision, paths=paths, actor=writing.actor_of(request))
    except Invalid as exc:
        shell.toast(request=request, text=" ".join(error.message for error in exc.errors), tone="bad")
        return shell.changed(request=request, back=record.url("record"))
    if saved.action == "unchanged":
        shell.toast(request=request, text="That is what it is already.")
    else:
        payload = writing.undoing(contact, saved.record.revision - 1, paths)
        what = timeline.label_of(path, record.own_fields) if path else "Contact"
        shell.toast(request=request, text=f"{what} restored.", undo_url=record.url("undo"), payload=payload)
    return shell.changed(request=request, back=record.url("record"))


@staff_only
@require_POST
def undo(request: HttpRequest, contact: int) -> HttpResponse:
    """Take back what this session did to this contact."""
    record = found(request, contact, verb="change")
    payload = shell.take_undo(request=request)
    shell.toast(request=request, text=writing.undo(request, payload))
    return shell.changed(request=request, back=record.url("record"))


@staff_only
@require_POST
def archive(request: HttpRequest, contact: int) -> HttpResponse:
    """Put the contact away and offer Undo on the list, as it was left."""
    need(request.user.has_perm("contacts.delete_contact"))
    record = found(request, contact)
    saved, payload = writing.archive(request, [contact])
    if saved:
        name = record.head().name
        shell.toast(
            request=request, text=f"Archived {name}.", undo_url=reverse("staff:people-undo-all"), payload=payload
        )
    return HttpResponseRedirect(list_url(request.POST.get("back", "")))


@staff_only
@require_POST
def bring_back(request: HttpRequest, contact: int) -> HttpResponse:
    """Out of the archive."""
    need(request.user.has_perm("contacts.delete_contact"))
    record = found(request, contact)
    operations.unarchive(contact=contact, actor=writing.actor_of(request))
    shell.toast(request=request, text=f"{record.head().name} is back.")
    return HttpResponseRedirect(record.url("record"))
