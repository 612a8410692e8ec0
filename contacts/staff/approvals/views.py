"""Asking a contact, one request as a page, withdrawing and reminding."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.approvals import operations, queries
from contacts.approvals.models import ApprovalRequest, How, State
from contacts.approvals.operations import NotPending
from contacts.messages.delivery.reaching import reach
from contacts.record.errors import Invalid
from contacts.record.parsing import codec
from contacts.staff.approvals.forms import FIELDS, AskForm
from contacts.staff.approvals.showing import about, state_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.one.record import Record
from contacts.staff.people.one.views import found
from contacts.staff.people.writing import actor_of


@staff_only
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, contact: int) -> HttpResponse:
    """The form, and the request it makes."""
    need(request.user.has_perm("contacts.add_approvalrequest"))
    record = found(request, contact)
    need(not record.body["is_archived"])
    form = AskForm(request.POST if request.method == "POST" else None, contact=contact)
    if form.is_valid() and _asked(request, record, form):
        return HttpResponseRedirect(f"{record.url('record')}?tab=approvals")
    person = codec.from_body(record.body)
    context = {"form": form, "record": record, "reached": reach(person, "EMAIL") or reach(person, "SMS")}
    trail = ((record.head().name, record.url("record")),)
    return shell.render_page(
        request=request, template="staff/approvals/ask.html", title="Ask for approval", here="contacts", trail=trail,
        context=context, status=422 if form.errors else 200,
    )  # fmt: skip


def _asked(request: HttpRequest, record: Record, form: AskForm) -> bool:
    try:
        row = operations.ask(contact=record.id, actor=actor_of(request), **form.said())
    except Invalid as exc:
        for fault in exc.errors:
            name = FIELDS.get(fault.path, fault.path)
            form.add_error(name if name in form.fields else None, fault.message)
        return False
    shell.toast(
        request=request, text=f"Asked {record.head().name} to decide on {row.title}.",
        undo_url=reverse("staff:approvals-undo"), payload=str(row.pk),
    )  # fmt: skip
    return True


@staff_only
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked, by whom, and what became of it."""
    row = _found(request, pk)
    waits = state_of(row).label == State.PENDING.label
    may_change = request.user.has_perm("contacts.change_approvalrequest") and waits
    context = {
        "row": row, "state": state_of(row), "about": about(row), "may_change": may_change, "waits": waits,
        "how": How(row.decided_how).label if row.decided_how else "",
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/approvals/one.html", title=row.title, here="approvals",
        trail=(("Approvals", reverse("staff:approvals-list")),), context=context,
    )  # fmt: skip


@staff_only
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the question back."""
    row = _found(request, pk, verb="change")
    _withdraw(request, row)
    return _back(row)


@staff_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was asked a moment ago."""
    need(request.user.has_perm("contacts.add_approvalrequest"))
    payload = shell.take_undo(request=request)
    row = _found(request, int(payload))
    _withdraw(request, row)
    return shell.changed(request=request, back=reverse("staff:approvals-edit", args=(row.pk,)))


@staff_only
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a reminder now."""
    row = _found(request, pk, verb="change")
    try:
        operations.remind(request=row.pk, actor=actor_of(request))
        shell.toast(request=request, text="The reminder is on its way.")
    except NotPending as exc:
        shell.toast(request=request, text=str(exc), tone="bad")
    except Invalid as exc:
        shell.toast(request=request, text=exc.errors[0].message, tone="bad")
    return _back(row)


def _found(request: HttpRequest, pk: int, *, verb: str = "view") -> ApprovalRequest:
    need(request.user.has_perm(f"contacts.{verb}_approvalrequest"))
    row = queries.find(str(pk))
    if row is None:
        raise Http404("There is no such request")
    return row


def _withdraw(request: HttpRequest, row: ApprovalRequest) -> None:
    try:
        operations.withdraw(request=row.pk, actor=actor_of(request))
        shell.toast(request=request, text=f"Withdrew {row.title}; its links answer nothing any more.")
    except NotPending as exc:
        shell.toast(request=request, text=str(exc), tone="bad")


def _back(row: ApprovalRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:approvals-edit", args=(row.pk,)))
