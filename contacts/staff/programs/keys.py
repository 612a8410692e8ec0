"""Issuing and revoking keys. The secret is in the answer that issues it and nowhere else."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access.keys import operations
from contacts.access.keys.models import ApiKey
from contacts.access.keys.scopes import SCOPES
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.writing import actor_of
from contacts.staff.programs.desks import API_KEYS, state_of_key
from contacts.staff.programs.forms import KeyForm


@staff_only
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; then the key with its secret."""
    need(API_KEYS.may("add", actor=request.user))
    form = KeyForm(request.POST if request.method == "POST" else None, actor=request.user)
    if form.is_valid():
        try:
            key, secret = operations.issue_key(actor=actor_of(request), **form.said())
        except Invalid as refused:
            form.take(refused)
        else:
            context = {
                "secret": secret, "leave": API_KEYS.url("edit", key.pk),
                "how": "The program sends it as Authorization: Bearer followed by the key.",
            }  # fmt: skip
            return shell.render_page(
                request=request, template="staff/programs/issued.html", title=key.name, here="api-keys",
                trail=((API_KEYS.title, API_KEYS.url()),), context=context,
            )  # fmt: skip
    return shell.render_page(
        request=request, template="staff/programs/form.html", title="New API key", here="api-keys",
        trail=((API_KEYS.title, API_KEYS.url()),),
        context={"form": form, "button": "Issue the key", "leave": API_KEYS.url()},
        status=422 if form.errors else 200,
    )  # fmt: skip


@staff_only
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What a key may do and when it was used."""
    need(API_KEYS.may("view", actor=request.user))
    key: ApiKey = API_KEYS.row(str(pk))
    context = {
        "key": key, "state": state_of_key(key), "scopes": [(scope, SCOPES.get(scope, "")) for scope in key.scopes],
        "may_revoke": key.revoked_at is None and API_KEYS.may("change", actor=request.user),
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/programs/key.html", title=key.name, here="api-keys",
        trail=((API_KEYS.title, API_KEYS.url()),), context=context,
    )  # fmt: skip


@staff_only
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse the key from now on, for good."""
    need(API_KEYS.may("change", actor=request.user))
    key = operations.revoke_key(key=API_KEYS.row(str(pk)).pk)
    shell.toast(request=request, text=f"Revoked {key.name}: refused everywhere within a second, for good.")
    return HttpResponseRedirect(API_KEYS.url("edit", pk))
