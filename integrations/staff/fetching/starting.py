"""Beginning a run, stopping it, letting it archive what is missing, and mending what a comparison found."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from contacts.record.errors import Invalid
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.staff.fetching.runs import one_of
from integrations.staff.outward.connections import one_of as connection_of
from integrations.sync import operations
from integrations.sync.models import Kind, Run


@staff_only
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch from a connection, or compare with it; ``dry`` only looks what would become of it."""
    need(request.user.has_perm("integrations.add_run"))
    connection, actor = connection_of(pk).pk, actor_of(request.user)  # type: ignore[arg-type]
    kind, dry_run = request.POST.get("kind", ""), "dry" in request.POST

    def work() -> Run:
        if kind == Kind.RECONCILE:
            return operations.reconcile(connection=connection, actor=actor)
        return operations.start_run(connection=connection, actor=actor, kind=kind, dry_run=dry_run)

    return _begun(request, work, back=reverse("dialects:connection", args=(pk,)))


@staff_only
@require_POST
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend what a comparison found."""
    need(request.user.has_perm("integrations.add_run"))
    row, actor = one_of(pk), actor_of(request.user)  # type: ignore[arg-type]  # staff_only let only users in
    side, dry_run = request.POST.get("side", ""), "dry" in request.POST
    return _begun(
        request, lambda: operations.mend(run=row.pk, side=side, actor=actor, dry_run=dry_run), back=_page(row.pk)
    )


@staff_only
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a run behind its current page."""
    need(request.user.has_perm("integrations.change_run"))
    operations.cancel(run=one_of(pk).pk, actor=actor_of(request.user))  # type: ignore[arg-type]
    return HttpResponseRedirect(_page(pk))


@staff_only
@require_POST
def allow(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a run go on that asked whether so many contacts are really gone."""
    need(request.user.has_perm("integrations.change_run"))
    row, actor = one_of(pk), actor_of(request.user)  # type: ignore[arg-type]  # staff_only let only users in
    return _begun(request, lambda: operations.allow_deletions(run=row.pk, actor=actor), back=_page(pk))


def _begun(request: HttpRequest, work: Callable[[], Run], *, back: str) -> HttpResponse:
    """To the page of the run that goes now, or back with the reason why none does."""
    try:
        return HttpResponseRedirect(_page(work().pk))
    except Invalid as refusal:
        shell.toast(request=request, text=refusal.errors[0].message, tone="warn")
        return HttpResponseRedirect(back)


def _page(pk: int) -> str:
    return reverse("dialects:run", args=(pk,))
