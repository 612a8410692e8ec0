"""The queue of registrations, one of them, and the decision."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from contacts.access.claims import operations, queries, registration
from contacts.access.claims.models import Claim
from contacts.record.errors import Invalid
from contacts.staff.access.showing import names
from contacts.staff.claims.showing import candidates, folded, values
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.writing import actor_of


@staff_only
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first."""
    need(request.user.has_perm("contacts.view_claim"))
    rows = [
        (row, ", ".join(names(row.account)), " ".join(values(registration.read(row.account)).get("Name", ["–"])))
        for row in queries.waiting().prefetch_related("account__identities")[:200]
    ]
    return shell.render_page(
        request=request, template="staff/access/claims.html", title="Registrations", here="claims",
        context={"rows": rows},
    )  # fmt: skip


@staff_only
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person said and proved, and the candidates side by side."""
    claim = _found(request, pk)
    proven = [row.subject for row in claim.account.identities.all() if row.verified_at]
    mine = values(registration.read(claim.account))
    compared = {folded(value) for found in mine.values() for value in found} | {folded(one) for one in proven}
    context = {
        "claim": claim,
        "proven": proven,
        "said": [(label, ", ".join(found)) for label, found in mine.items()],
        "candidates": candidates(claim, compared),
        "may_decide": request.user.has_perm("contacts.change_claim"),
    }
    trail = (("Registrations", reverse("staff:claims")),)
    return shell.render_page(
        request=request, template="staff/access/claim.html", title=(proven or ["A registration"])[0], here="claims",
        trail=trail, context=context,
    )  # fmt: skip


@staff_only
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account to the chosen candidate, or to a new contact."""
    claim = _found(request, pk, verb="change")
    chosen = request.POST.get("contact", "")
    if chosen != "new" and not (chosen.isdecimal() and len(chosen) < 19):
        raise Http404("Nobody was chosen")
    try:
        account = operations.decide(
            claim=claim.pk, contact=None if chosen == "new" else int(chosen), actor=actor_of(request)
        )
    except Invalid as exc:
        shell.toast(request=request, text=exc.errors[0].message, tone="bad")
        return HttpResponseRedirect(reverse("staff:claims-one", args=(pk,)))
    text = f"The account is that of {account.contact} now; its owner sees this contact’s data in the portal."
    see = reverse("staff:people-record", args=(account.contact_id,))
    shell.toast(request=request, text=text, see=see)
    return HttpResponseRedirect(reverse("staff:claims"))


def _found(request: HttpRequest, pk: int, *, verb: str = "view") -> Claim:
    need(request.user.has_perm(f"contacts.{verb}_claim"))
    claim = queries.waiting().prefetch_related("account__identities").filter(pk=pk).first()
    if claim is None:
        raise Http404("This registration is decided, or there is none")
    return claim
