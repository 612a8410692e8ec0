"""Deleting orders, cases and bookings at once, and undoing it."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from contacts.history.actor import Actor
from contacts.staff.commerce.desks import Kind
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.writing import actor_of


@staff_only
@require_POST
def remove(request: HttpRequest, *, kind: Kind) -> HttpResponse:
    """Put the posted rows away and offer Undo."""
    rows = _rows(request, kind, deleted=False)
    _each(kind.delete, rows, actor_of(request))
    if rows:
        _tell(request, kind, "Deleted", rows, undo=True)
    return shell.changed(request=request, back=kind.desk.url("list"))


@staff_only
@require_POST
def switch(request: HttpRequest, *, kind: Kind) -> HttpResponse:
    """Bring the posted rows back."""
    rows = _rows(request, kind, deleted=True)
    _each(kind.restore, rows, actor_of(request))
    if rows:
        _tell(request, kind, "Brought back", rows, undo=False)
    return shell.changed(request=request, back=kind.desk.url("list"))


@staff_only
@require_POST
def undo(request: HttpRequest, *, kind: Kind) -> HttpResponse:
    """Bring back what a removal of this session took."""
    need(kind.desk.may("delete", actor=request.user))
    payload = shell.take_undo(request=request)
    rows = list(kind.desk.queryset().filter(pk__in=json.loads(payload), is_deleted=True))
    _each(kind.restore, rows, actor_of(request))
    _tell(request, kind, "Brought back", rows, undo=False)
    return shell.changed(request=request, back=kind.desk.url("list"))


def _rows(request: HttpRequest, kind: Kind, *, deleted: bool) -> list[Any]:
    need(kind.desk.may("delete", actor=request.user))
    keys = [key for text in request.POST.getlist("id")[:500] if (key := kind.desk.key(text)) is not None]
    return list(kind.desk.queryset().filter(pk__in=keys, is_deleted=deleted))


def _each(act: Callable[[int, Actor], Any], rows: list[Any], actor: Actor) -> None:
    for row in rows:
        act(row.pk, actor)


def _tell(request: HttpRequest, kind: Kind, verb: str, rows: list[Any], *, undo: bool) -> None:
    what = str(rows[0]) if len(rows) == 1 else f"{len(rows)} {kind.desk.title.lower()}"
    url, payload = (kind.desk.url("undo"), json.dumps([row.pk for row in rows])) if undo else ("", "")
    shell.toast(request=request, text=f"{verb} {what}.", undo_url=url, payload=payload)
