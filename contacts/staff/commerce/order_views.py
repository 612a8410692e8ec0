"""An order as a page that reads like a document, its form, its payments, its invoice and its PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from contacts.commerce.customers import Overtaken
from contacts.commerce.orders import operations, queries
from contacts.commerce.orders.patch import OrderPatch, PaymentPatch
from contacts.commerce.orders.record import OrderRecord, taxes_of
from contacts.directory.commands import NotFound
from contacts.directory.queries import display_names
from contacts.files.printouts.operations import render
from contacts.files.printouts.queries import language_of
from contacts.record.errors import Invalid, invalid
from contacts.record.parsing.parse import parse_as
from contacts.staff.commerce.desks import ORDERS, PAID
from contacts.staff.commerce.forms import PLACES, LineForm, Lines, OrderForm, PaymentForm, picked
from contacts.staff.commerce.showing import around
from contacts.staff.engine.declaration import Pill
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.writing import actor_of

NAMES = {place: name for name, place in PLACES.items()}


def found(request: HttpRequest, key: int, verb: Any = "view") -> OrderRecord:
    """The order; 404 when there is none, 403 without the right."""
    need(ORDERS.may(verb, actor=request.user))
    record = queries.record(key)
    if record is None:
        raise Http404("There is no such order")
    return record


@staff_only
@require_GET
def show(request: HttpRequest, key: int) -> HttpResponse:
    """The order with its lines, sums, payments and what happened to it."""
    return _page(request, found(request, key), PaymentForm())


def _page(request: HttpRequest, record: OrderRecord, form: PaymentForm) -> HttpResponse:
    label, tone = PAID[record.payment_state]
    context = {
        "order": record, "paid": Pill(label=label, tone=tone), "taxes": taxes_of(record), "form": form,
        "may_change": ORDERS.may("change", actor=request.user) and not record.is_deleted,
        "may_delete": ORDERS.may("delete", actor=request.user),
        **around("order", record, request),
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/commerce/order.html", title=record.name or f"Order {record.id}", here="orders",
        trail=(("Orders", ORDERS.url()),), context=context, status=422 if form.is_bound else 200,
    )  # fmt: skip


@staff_only
def create(request: HttpRequest) -> HttpResponse:
    """The empty form, and the order it makes; `?contact=` says whose."""
    need(ORDERS.may("add", actor=request.user))
    contact = picked(request.GET.get("contact", "")) or 0
    name = display_names([contact]).get(contact) if request.user.has_perm("contacts.view_contact") else None
    form = OrderForm(request.POST or None, contact=f"{contact} · {name}" if name else "")
    lines = Lines(request.POST or None, prefix="lines", initial=[{}])
    return _form(request, form, lines, None)


@staff_only
def edit(request: HttpRequest, key: int) -> HttpResponse:
    """The order's form."""
    record = found(request, key, "change")
    need(not record.is_deleted)
    initial = [{name: getattr(line, name) for name in LineForm.base_fields} for line in record.lines]
    form = OrderForm(request.POST or None, record=record)
    return _form(request, form, Lines(request.POST or None, prefix="lines", initial=initial), record)


def _form(request: HttpRequest, form: OrderForm, lines: Any, record: OrderRecord | None) -> HttpResponse:
    if request.method == "POST" and "more" in request.POST:  # a blank line more, for browsers without our script
        data = request.POST.copy()
        data["lines-TOTAL_FORMS"] = str(lines.total_form_count() + 1)
        form.full_clean()
        form.errors.clear()
        lines = Lines(data, prefix="lines", initial=lines.initial)
    elif request.method == "POST" and form.is_valid() and lines.is_valid():
        saved = _saved(request, form, lines, record)
        if saved is not None:
            shell.toast(request=request, text=f"Saved order {saved}.")
            return HttpResponseRedirect(ORDERS.url("edit", saved.pk))
    title = f"Edit {record.name or f'order {record.id}'}" if record else "New order"
    leave = ORDERS.url("edit", record.id) if record else ORDERS.url()
    return shell.render_page(
        request=request, template="staff/commerce/order_form.html", title=title, here="orders",
        trail=(("Orders", ORDERS.url()),), context={"form": form, "lines": lines, "leave": leave},
        status=422 if form.errors or (form.is_bound and any(lines.errors)) else 200,
    )  # fmt: skip


def _saved(request: HttpRequest, form: OrderForm, lines: Any, record: OrderRecord | None) -> Any:
    """The order; None when it was refused, and then the forms say why."""
    told = [(each, said) for each in lines.forms if (said := each.said()) is not None]
    try:
        values = parse_as(OrderPatch, form.said() | {"lines": [said for _, said in told]})
        if record:
            seen = form.cleaned_data["revision"]
            revision = int(seen) if seen.isdecimal() and len(seen) < 10 else None
            return operations.update(order=record.id, values=values, actor=actor_of(request), revision=revision)
        contact = picked(form.cleaned_data["contact"])
        if contact is None:
            raise invalid("contact", "required", "Say whose order this is: type a name and choose.")
        return operations.create(contact=contact, values=values, actor=actor_of(request))
    except NotFound:
        form.add_error("contact", "There is no such contact. Type a name and choose.")
    except Overtaken:
        form.add_error(None, "Somebody changed this order meanwhile. Open it again in another window and compare.")
    except Invalid as exc:
        for fault in exc.errors:
            head, _, rest = fault.path.partition("].")
            if head.startswith("lines[") and rest:
                told[int(head.removeprefix("lines["))][0].refuse([fault], {fault.path: rest})
            else:
                form.refuse([fault], NAMES | {"contact": "contact"})
    return None


@staff_only
@require_POST
def pay(request: HttpRequest, key: int) -> HttpResponse:
    """Record one payment."""
    record = found(request, key, "change")
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            said = {name: value for name, value in form.cleaned_data.items() if value}
            operations.pay(order=key, values=parse_as(PaymentPatch, said), actor=actor_of(request))
            shell.toast(request=request, text="Payment recorded.")
            return HttpResponseRedirect(ORDERS.url("edit", key))
        except Invalid as exc:
            form.refuse(exc.errors, {name: name for name in form.fields})
    return _page(request, record, form)


@staff_only
@require_POST
def invoice(request: HttpRequest, key: int) -> HttpResponse:
    """Give the order the next invoice number."""
    found(request, key, "change")
    order = operations.issue_invoice(order=key, actor=actor_of(request))
    shell.toast(request=request, text=f"Invoice {order.invoice_number} issued.")
    return HttpResponseRedirect(ORDERS.url("edit", key))


@staff_only
@require_GET
def print_order(request: HttpRequest, key: int) -> HttpResponse:
    """The order, or with ``?type=INVOICE`` its invoice, as PDF in the contact's language."""
    record = found(request, key)
    kind: Any = "INVOICE" if request.GET.get("type") == "INVOICE" else "ORDERS"
    try:
        made = render(kind, key, language_of(record.contact))
    except Invalid as exc:
        shell.toast(request=request, text=exc.errors[0].message, tone="bad")
        return HttpResponseRedirect(ORDERS.url("edit", key))
    return document(made, f"{kind.lower()}-{key}")


def document(pdf: bytes, name: str) -> HttpResponse:
    """A PDF for its reader alone, never kept on the way."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
