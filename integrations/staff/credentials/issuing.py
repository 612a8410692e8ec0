"""Issuing and renewing: the two moments at which a secret is shown.

It stands in the answer to the POST and nowhere else: not in a session, a log or an address.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from contacts.record.errors import Invalid
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.credentials import operations, queries
from integrations.credentials.models import Credential
from integrations.dialects.registry import DIALECTS
from integrations.staff.credentials.forms import CredentialForm, beyond
from integrations.staff.showing import title_of

TRAIL = "Credentials"


@sensitive_post_parameters("password")
@staff_only
def issue(request: HttpRequest) -> HttpResponse:
    """The empty form, and the credential that it makes."""
    need(request.user.has_perm("integrations.add_credential"))
    bound = request.method == "POST"
    first = {"dialect": request.GET.get("dialect", "")}
    form = CredentialForm(request.POST if bound else None, initial=first, actor=request.user)
    made = _made(form, request) if bound and form.is_valid() else None
    if made:
        return _shown(request, *made, renewed=False)
    return shell.render_page(
        request=request, template="staff/dialects/credential_form.html", title="New credential", here="credentials",
        trail=_trail(), context={"form": form, "list_url": reverse("dialects:credentials")},
        status=422 if bound else 200,
    )  # fmt: skip


def _made(form: CredentialForm, request: HttpRequest) -> tuple[Credential, str] | None:
    given = form.cleaned_data
    try:
        return operations.issue(
            dialect=given["dialect"], name=given["name"], username=given["username"], password=given["password"],
            organisation=given["organisation"].pk if given["organisation"] else None,
            reach=[row.pk for row in given["reach"]], rights=given["rights"], per_minute=given["per_minute"],
            actor=actor_of(request.user),  # type: ignore[arg-type]  # staff_only let only users in
        )  # fmt: skip
    except Invalid as exc:
        for fault in exc.errors:
            form.add_error(fault.path if fault.path in form.fields else None, fault.message)
        return None


@staff_only
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret; the old one and every token end at once."""
    need(request.user.has_perm("integrations.change_credential"))
    row = one_of(pk)
    need(not beyond(request.user, row.rights))
    row, secret = operations.rotate(credential=row.pk, actor=actor_of(request.user))  # type: ignore[arg-type]
    return _shown(request, row, secret, renewed=True)


def one_of(pk: int) -> Credential:
    """The credential, or raise Http404."""
    row = queries.credentials().filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404("There is no such credential")
    return row


def _shown(request: HttpRequest, row: Credential, secret: str, *, renewed: bool) -> HttpResponse:
    dialect = next((one for one in DIALECTS if one.name == row.dialect), None)
    context: dict[str, Any] = {
        "row": row, "secret": secret, "renewed": renewed, "dialect": title_of(row.dialect),
        "token": f"{row.username}.{secret}" if dialect and "TOKEN" in dialect.curl else "",
    }  # fmt: skip
    response = shell.render_page(
        request=request, template="staff/dialects/secret.html", title=row.name, here="credentials", trail=_trail(),
        context=context,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def _trail() -> tuple[tuple[str, str], ...]:
    return ((TRAIL, reverse("dialects:credentials")),)
