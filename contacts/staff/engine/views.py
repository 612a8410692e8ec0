"""The pages every desk has: list, create, edit, remove and undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from contacts.staff.engine.declaration import Desk
from contacts.staff.engine.listing import read_listing
from contacts.staff.engine.removal import Refusal, Removed, bring_back, remove_rows, switch_rows
from contacts.staff.frame import proving, shell
from contacts.staff.frame.access import need, staff_only


@staff_only
def show_list(request: HttpRequest, *, desk: Desk, more: dict[str, Any] | None = None) -> HttpResponse:
    """The list; asked for by htmx it answers with the table alone. ``more`` is for a template of the desk's own."""
    need(desk.may("view", actor=request.user))
    may_change = desk.may("change", actor=request.user)
    may_add, may_delete = desk.may("add", actor=request.user), desk.may("delete", actor=request.user)
    may_switch = bool(desk.archive) and may_change
    context = {
        "desk": desk,
        "listing": read_listing(desk=desk, params=request.GET, editable=may_change),
        "may_add": may_add,
        "may_delete": may_delete,
        "may_switch": may_switch,
        # A desk whose rows have pages of their own may lack what its rows cannot do.
        "new_url": desk.url("new") if may_add else "",
        "remove_url": desk.url("remove") if may_delete or may_switch else "",
        "switch_url": desk.url("switch") if may_switch else "",
    } | (more or {})
    context["partial"] = shell.is_partial(request)
    template = "staff/engine/list_part.html" if context["partial"] else desk.list_template
    return shell.render_page(request=request, template=template, title=desk.title, here=desk.slug, context=context)


@staff_only
def create(request: HttpRequest, *, desk: Desk) -> HttpResponse:
    """The empty form, and the row it makes."""
    need(desk.may("add", actor=request.user))
    form = desk.make_form(request=request, bound=request.method == "POST")
    return _form_page(request=request, desk=desk, form=form, row=None)


@staff_only
def edit(request: HttpRequest, *, desk: Desk, key: str) -> HttpResponse:
    """One row's form; who may only look gets it switched off."""
    need(desk.may("view", actor=request.user))
    row = desk.row(key)
    may_change = desk.may("change", actor=request.user)
    need(may_change or request.method != "POST")
    form = desk.make_form(request=request, instance=row, bound=request.method == "POST")
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    return _form_page(request=request, desk=desk, form=form, row=row)


def _form_page(*, request: HttpRequest, desk: Desk, form: Any, row: Any) -> HttpResponse:
    name = str(row) if row else ""  # asked for before validation writes on the row
    saved = None
    if request.method == "POST" and form.is_valid():
        if desk.takes_proof(form) and (page := proving.asked(request)):
            return page
        saved = desk.store(form=form, actor=request.user)  # type: ignore[arg-type]  # staff_only let only users in
    if saved is not None:
        more = desk.after_save(form, saved) if desk.after_save else ""
        shell.toast(request=request, text=f"Saved {desk.noun} {saved}.", once=more)
        return HttpResponseRedirect(desk.url("list"))
    return shell.render_page(
        request=request,
        template=desk.form_template,
        title=name or f"New {desk.noun}",
        here=desk.slug,
        trail=((desk.title, desk.url("list")),),
        context=_form_context(request=request, desk=desk, form=form, row=row) | {"name": name},
        status=422 if form.is_bound else 200,
    )


def _form_context(*, request: HttpRequest, desk: Desk, form: Any, row: Any) -> dict[str, Any]:
    may_change = desk.may("change" if row else "add", actor=request.user)
    return {
        "desk": desk,
        "form": form,
        "row": row,
        "facts": desk.facts(row) if row and desk.facts else (),
        "is_on": bool(row and desk.archive and getattr(row, desk.archive)),
        "may_change": may_change,
        "may_switch": bool(row and desk.archive) and may_change,
        "may_delete": row is not None and desk.may("delete", actor=request.user),
        "list_url": desk.url("list"),
        "remove_url": desk.url("remove"),
        "switch_url": desk.url("switch"),
    }


@staff_only
@require_POST
def remove(request: HttpRequest, *, desk: Desk) -> HttpResponse:
    """Deletes the posted rows at once and offers Undo; a row in use stays, and can be archived instead."""
    need(desk.may("delete", actor=request.user))
    removed = remove_rows(desk=desk, keys=_keys(request, desk), actor=request.user)  # type: ignore[arg-type]
    return _told(request=request, desk=desk, verb="Deleted", removed=removed)


@staff_only
@require_POST
def switch(request: HttpRequest, *, desk: Desk) -> HttpResponse:
    """Archives the posted rows, or with `to=on` takes them into use again, and offers Undo."""
    need(bool(desk.archive) and desk.may("change", actor=request.user))
    on = request.POST.get("to") == "on"
    switched = switch_rows(desk=desk, keys=_keys(request, desk), on=on, actor=request.user)  # type: ignore[arg-type]
    return _told(request=request, desk=desk, verb="In use again:" if on else "Archived", removed=switched)


@staff_only
@require_POST
def undo(request: HttpRequest, *, desk: Desk) -> HttpResponse:
    """Brings back what a removal of this session took."""
    need(desk.may("delete", actor=request.user) or desk.may("change", actor=request.user))
    payload = shell.take_undo(request=request)
    count, refusals = bring_back(desk=desk, payload=payload, actor=request.user)  # type: ignore[arg-type]
    if count:
        shell.toast(request=request, text="Brought back." if count == 1 else f"Brought back {count} rows.")
    _tell_refusals(request=request, desk=desk, refusals=refusals)
    return shell.changed(request=request, back=desk.url("list"))


def _keys(request: HttpRequest, desk: Desk) -> list[Any]:
    return [key for text in request.POST.getlist("id")[:500] if (key := desk.key(text)) is not None]


def _told(*, request: HttpRequest, desk: Desk, verb: str, removed: Removed) -> HttpResponse:
    if removed.names:
        what = removed.names[0] if len(removed.names) == 1 else f"{len(removed.names)} rows"
        shell.toast(request=request, text=f"{verb} {what}.", undo_url=desk.url("undo"), payload=removed.payload)
    _tell_refusals(request=request, desk=desk, refusals=removed.refusals)
    return shell.changed(request=request, back=desk.url("list"))


def _tell_refusals(*, request: HttpRequest, desk: Desk, refusals: tuple[Refusal, ...]) -> None:
    for refusal in refusals[:5]:
        may_switch = refusal.offer and desk.may("change", actor=request.user)
        shell.toast(
            request=request,
            text=refusal.text,
            tone="bad",
            see=refusal.uses_url,
            offer_url=desk.url("switch") if may_switch else "",
            offer_key=refusal.offer,
        )
