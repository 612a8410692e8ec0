"""One contact that differs: each field with both values, and whose value stays."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contacts.record.errors import Invalid
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.staff.fetching.showing import difference_lines, title_of
from integrations.sync import operations, queries
from integrations.sync.models import Finding

RIGHTS = ("integrations.view_run", "integrations.add_run", "contacts.view_contact")
SIDES = ("ours", "theirs")


@staff_only
@require_http_methods(["GET", "POST"])
def differing(request: HttpRequest, pk: int, finding: int) -> HttpResponse:
    """Both values of each field; what is chosen is mended by a run of its own."""
    need(request.user.has_perms(RIGHTS))
    row = _one(pk, finding)
    if request.method == "POST":
        return _mended(request, row)
    run = row.run
    trail = (
        ("Connections", reverse("dialects:connections")),
        (f"{title_of(run)}, {run.connection.name}", reverse("dialects:run", args=(run.pk,))),
    )
    context = {"row": row, "lines": difference_lines(row), "back": trail[-1][1]}
    return shell.render_page(
        request=request, template="staff/fetching/differing.html", title=str(row.contact), here="connections",
        trail=trail, context=context,
    )  # fmt: skip


def _mended(request: HttpRequest, row: Finding) -> HttpResponse:
    said = {path: request.POST.get(path, "") for path in row.values}
    sides = {path: side for path, side in said.items() if side in SIDES}
    try:
        run = operations.mend_fields(finding=row.pk, sides=sides, actor=actor_of(request.user))  # type: ignore[arg-type]
    except Invalid as refusal:
        shell.toast(request=request, text=refusal.errors[0].message, tone="warn")
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(reverse("dialects:run", args=(run.pk,)))


def _one(run: int, finding: int) -> Finding:
    """A finding of the run that can be mended field by field, or raise Http404."""
    rows = queries.findings(run, Finding.Kind.DRIFT).select_related("run__connection")
    row = rows.filter(pk=finding, state=Finding.State.OPEN).first() if max(run, finding) < 2**63 else None
    if row is None:
        raise Http404("Nothing of it is to be mended")
    return row
