"""What a contact has many of, edited in place on its page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from contacts.staff.drawing.inline import Inline, answer
from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from contacts.staff.people import writing
from contacts.staff.people.forms import DoorForm
from contacts.staff.people.one.parts import KINDS, PartKind
from contacts.staff.people.one.record import Record
from contacts.staff.people.one.views import form_of, found


def _kind(name: str) -> PartKind:
    if name not in KINDS:
        raise Http404("There is no such part")
    return KINDS[name]


@staff_only
def part(request: HttpRequest, contact: int, name: str, key: int) -> HttpResponse:
    """One part, edited where it stands; once saved the whole group is drawn anew, since another may be primary now."""
    record, kind = found(request, contact, verb="change"), _kind(name)
    body = next((one for one in record.body[name] if one["id"] == key), None)
    if body is None:
        raise Http404("This part has been removed")
    fields = tuple(field for field in kind.fields if field.path not in kind.fixed)

    def say(values: dict[str, Any]) -> tuple[dict[str, Any], str, tuple[str, ...]]:
        return {name: [{"id": key, **values}]}, f"{name}[0]", (f"{name}.{key}",)

    def value() -> str:
        return _one_part(found(request, contact), kind, key)

    form = form_of(request, record, fields=fields, body=body, say=say, key=f"{name}-{key}")
    inline = Inline(
        id=f"{name}-{key}", url=record.url("part", name, key), form=form, save=lambda: None, value=value,
        title=kind.title, template="staff/people/part_form.html",
    )  # fmt: skip
    return _with_group(request, answer(request=request, inline=inline), form, contact, kind)


@staff_only
def part_new(request: HttpRequest, contact: int, name: str) -> HttpResponse:
    """A new part: GET gives its form, POST adds it."""
    record, kind = found(request, contact, verb="change"), _kind(name)

    def say(values: dict[str, Any]) -> tuple[dict[str, Any], str, tuple[str, ...]]:
        given = {path: value for path, value in values.items() if value is not None}
        return {name: [given]}, f"{name}[0]", ()

    form = form_of(request, record, fields=kind.fields, body=dict(kind.new), say=say, key=f"{name}-new")
    inline = Inline(
        id=f"{name}-new", url=record.url("part-new", name), form=form, save=lambda: None, value=lambda: "",
        title=f"Add to {kind.title.lower()}", template="staff/people/part_form.html",
    )  # fmt: skip
    return _with_group(request, answer(request=request, inline=inline), form, contact, kind)


def _with_group(
    request: HttpRequest, response: HttpResponse, form: DoorForm, contact: int, kind: PartKind
) -> HttpResponse:
    if request.method == "POST" and response.status_code == 200:
        group = _group(request, found(request, contact), kind)
        return shell.with_toasts(
            request=request,
            html=group,
            saved=True,
            into=f"#{kind.name}",
        )
    return response


def _one_part(record: Record, kind: PartKind, key: int) -> str:
    body = next((one for one in record.body[kind.name] if one["id"] == key), None)
    if body is None:
        return ""
    shown = record.part(kind, body)
    context = {"id": shown.id, "url": shown.url, "label": shown.kind, "value": shown.value}
    return render_to_string("staff/inline/value.html", context)


def _group(request: HttpRequest, record: Record, kind: PartKind) -> str:
    return render_to_string("staff/record/parts.html", {"group": record.group(kind, is_open=True)}, request)


@staff_only
@require_POST
def part_remove(request: HttpRequest, contact: int, name: str, key: int) -> HttpResponse:
    """Take a part away at once and offer Undo."""
    record, kind = found(request, contact, verb="change"), _kind(name)
    body = next((one for one in record.body[name] if one["id"] == key), None)
    if body is not None:
        patch = {name: [{"id": key, "remove": True}]}
        saved = writing.change(request, contact=contact, patch=patch, paths=(), revision=None)
        payload = writing.undoing(contact, saved.record.revision - 1, (f"{name}.{key}",))
        told = kind.told(body, record.names) or kind.title.lower()
        shell.toast(request=request, text=f"Removed {told}.", undo_url=record.url("undo"), payload=payload)
    return shell.with_toasts(request=request, html=_group(request, found(request, contact), kind), saved=True)
