"""Changing what a credential is called and what it may; who changed what stands on its page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from contacts.record.errors import Invalid
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.credentials import operations
from integrations.staff.credentials.forms import ChangeForm, beyond
from integrations.staff.credentials.issuing import TRAIL, one_of


@staff_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; only for who holds all that the program may do."""
    need(request.user.has_perm("integrations.change_credential"))
    row = one_of(pk)
    need(not beyond(request.user, row.rights))
    bound, back = request.method == "POST", reverse("dialects:credential", args=(pk,))
    first = {name: getattr(row, name) for name in ("name", "rights", "reach", "per_minute")}
    form = ChangeForm(request.POST if bound else None, initial=first, actor=request.user)
    if bound and form.is_valid() and _changed(form, pk, request):
        shell.toast(request=request, text="Saved. It holds everywhere within a second.")
        return HttpResponseRedirect(back)
    return shell.render_page(
        request=request, template="staff/dialects/credential_form.html", title=f"Change {row.name}",
        here="credentials", trail=((TRAIL, reverse("dialects:credentials")), (row.name, back)),
        context={"form": form, "list_url": back, "save": "Save"}, status=422 if bound else 200,
    )  # fmt: skip


def _changed(form: ChangeForm, pk: int, request: HttpRequest) -> bool:
    given = form.cleaned_data
    try:
        operations.change(
            credential=pk, name=given["name"], rights=given["rights"], reach=[row.pk for row in given["reach"]],
            per_minute=given["per_minute"], actor=actor_of(request.user),  # type: ignore[arg-type]
        )  # fmt: skip
    except Invalid as exc:
        for fault in exc.errors:
            form.add_error(fault.path if fault.path in form.fields else None, fault.message)
        return False
    return True
