"""A case or a booking as a page, and its form."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from contacts.commerce.customers import Overtaken
from contacts.commerce.submissions import operations, queries
from contacts.commerce.submissions.patch import BookingPatch, CasePatch
from contacts.commerce.submissions.record import BookingRecord, CaseRecord
from contacts.directory.commands import NotFound
from contacts.directory.queries import display_names
from contacts.files.printouts.operations import render
from contacts.files.printouts.queries import language_of
from contacts.record.errors import Invalid, invalid
from contacts.record.parsing.parse import parse_as
from contacts.staff.commerce.desks import BOOKING_KIND, CASES, Kind
from contacts.staff.commerce.forms import picked
from contacts.staff.commerce.order_views import document
from contacts.staff.commerce.showing import around
from contacts.staff.commerce.submission_forms import NAMES, SubmissionForm
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.writing import actor_of


def _found(request: HttpRequest, kind: Kind, key: int, verb: Any = "view") -> CaseRecord:
    need(kind.desk.may(verb, actor=request.user))
    record = queries.booking(key) if kind is BOOKING_KIND else queries.case(key)
    if record is None:
        raise Http404(f"There is no such {kind.desk.noun}")
    return record


def _title(kind: Kind, record: CaseRecord) -> str:
    name = record.event.name if isinstance(record, BookingRecord) else record.form.name
    return f"{name or kind.desk.noun.capitalize()} {record.id}"


@staff_only
@require_GET
def show(request: HttpRequest, key: int, *, kind: Kind) -> HttpResponse:
    """The case or booking with its answers and what happened to it."""
    record = _found(request, kind, key)
    context = {
        "record": record, "desk": kind.desk, "is_booking": kind is BOOKING_KIND,
        "may_change": kind.desk.may("change", actor=request.user) and not record.is_deleted,
        "may_delete": kind.desk.may("delete", actor=request.user),
        "change_url": kind.desk.url("change", key), "remove_url": kind.desk.url("remove"),
        "switch_url": kind.desk.url("switch"), **around(kind.desk.noun, record, request),
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/commerce/submission.html", title=_title(kind, record), here=kind.desk.slug,
        trail=((kind.desk.title, kind.desk.url()),), context=context,
    )  # fmt: skip


@staff_only
def create(request: HttpRequest, *, kind: Kind) -> HttpResponse:
    """The empty form, and what it makes; `?contact=` says whose."""
    need(kind.desk.may("add", actor=request.user))
    contact = picked(request.GET.get("contact", "")) or 0
    name = display_names([contact]).get(contact) if request.user.has_perm("contacts.view_contact") else None
    form = SubmissionForm(request.POST or None, kind=kind, record=None, contact=f"{contact} · {name}" if name else "")
    return _form(request, kind, form, None)


@staff_only
def edit(request: HttpRequest, key: int, *, kind: Kind) -> HttpResponse:
    """The form of one that is there."""
    record = _found(request, kind, key, "change")
    need(not record.is_deleted)
    return _form(request, kind, SubmissionForm(request.POST or None, kind=kind, record=record), record)


def _form(request: HttpRequest, kind: Kind, form: SubmissionForm, record: CaseRecord | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        saved = _saved(request, kind, form, record)
        if saved is not None:
            shell.toast(request=request, text=f"Saved {kind.desk.noun} {saved}.")
            return HttpResponseRedirect(kind.desk.url("edit", saved.pk))
    title = f"Edit {_title(kind, record)}" if record else f"New {kind.desk.noun}"
    leave = kind.desk.url("edit", record.id) if record else kind.desk.url()
    return shell.render_page(
        request=request, template="staff/commerce/submission_form.html", title=title, here=kind.desk.slug,
        trail=((kind.desk.title, kind.desk.url()),), context={"form": form, "leave": leave},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _saved(request: HttpRequest, kind: Kind, form: SubmissionForm, record: CaseRecord | None) -> Any:
    """The row; None when it was refused, and then the form says why."""
    try:
        if record is None:
            contact = picked(form.cleaned_data["contact"])
            if contact is None:
                raise invalid("contact", "required", "Say whose this is: type a name and choose.")
            return _made(request, kind, contact, form.said())
        seen = form.cleaned_data["revision"]
        revision = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        return _changed(request, kind, record.id, form.said(), revision)
    except NotFound:
        form.add_error("contact", "There is no such contact. Type a name and choose.")
    except Overtaken:
        form.add_error(None, "Somebody changed this meanwhile. Open it again in another window and compare.")
    except Invalid as exc:
        form.refuse(exc.errors, {name: name for name in form.fields} | NAMES)
    return None


def _made(request: HttpRequest, kind: Kind, contact: int, said: dict[str, Any]) -> Any:
    if kind is BOOKING_KIND:
        return operations.book(contact=contact, values=parse_as(BookingPatch, said), actor=actor_of(request))
    return operations.open_case(contact=contact, values=parse_as(CasePatch, said), actor=actor_of(request))


def _changed(request: HttpRequest, kind: Kind, id_: int, said: dict[str, Any], revision: int | None) -> Any:
    actor = actor_of(request)
    if kind is BOOKING_KIND:
        values = parse_as(BookingPatch, said)
        return operations.update_booking(booking=id_, values=values, actor=actor, revision=revision)
    return operations.update_case(case=id_, values=parse_as(CasePatch, said), actor=actor, revision=revision)


@staff_only
@require_GET
def print_case(request: HttpRequest, key: int) -> HttpResponse:
    """The case as PDF in the contact's language."""
    need(CASES.may("view", actor=request.user))
    case = queries.case(key)
    if case is None:
        raise Http404("There is no such case")
    return document(render("SERVICE_REQUEST", key, language_of(case.contact)), f"case-{key}")
