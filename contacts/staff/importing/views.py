"""Bringing a file in: choose it, say where its columns go, try it dry, watch it run, see what became of each row."""

from typing import Any, BinaryIO, cast

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.history.actor import Actor
from contacts.imports import operations
from contacts.imports.mapping import ColumnRule, Mapping, date_orders, takes_dates
from contacts.imports.matching import MATCH_KEYS
from contacts.imports.models import Import, ImportState
from contacts.imports.problems import FileRefused
from contacts.imports.refused import refused_rows
from contacts.imports.values.dates import ORDERS
from contacts.record.errors import Invalid, invalid
from contacts.staff.frame import proving, shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.importing import results, targets
from contacts.staff.people.fields import ALL


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in staff user, acting by the import door."""
    return Actor(kind="staff", id=request.user.pk, label=str(request.user), door="import")


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    trail = () if template.endswith("begin.html") else (("Import", reverse("staff:import")),)
    return shell.render_page(
        request=request, template=template, title=title, here="import", trail=trail, context=context, status=status
    )


@staff_only
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose a file; earlier imports are listed below."""
    need(request.user.has_perm("contacts.add_import"))
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            error = "Choose a CSV, XLSX or vCard file first."
        else:
            try:
                source = operations.receive(
                    file=cast(BinaryIO, file), name=str(file.name), actor=actor_of(request), as_before=True
                )
                return redirect("staff:import-one", source.pk)
            except FileRefused as exc:
                error = f"{file.name}: {exc}"
    context = {"error": error, "imports": Import.objects.all()[:30]}
    return _page(request, "staff/importing/begin.html", "Import", context, 422 if error else 200)


@staff_only
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its columns while it is being mapped, its progress and rows afterwards."""
    need(request.user.has_perm("contacts.add_import"))
    source = get_object_or_404(Import, pk=pk)
    if source.state == ImportState.DRAFT:
        return _mapping_page(request, source)
    return _page(request, "staff/importing/one.html", source.name, results.result(request, source))


@staff_only
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while an import runs."""
    need(request.user.has_perm("contacts.add_import"))
    source = get_object_or_404(Import, pk=pk)
    return render(request, "staff/importing/progress.html", results.result(request, source))


@staff_only
@require_GET
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows with what is wrong with each, to put right and bring in again."""
    need(request.user.has_perm("contacts.add_import"))
    source = get_object_or_404(Import, pk=pk, format="table", refused__gt=0)
    if page := proving.asked(request, is_file=True):
        return page
    name = f"{source.name.rpartition('.')[0] or source.name}-refused.csv"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    response: Any = StreamingHttpResponse(refused_rows(source), content_type="text/csv; charset=utf-8", headers=headers)
    return response  # type: ignore[no-any-return]


@staff_only
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a mapped file run, dry or for good; a dry run can be repeated for good afterwards."""
    need(request.user.has_perm("contacts.add_contact") and request.user.has_perm("contacts.change_contact"))
    source = get_object_or_404(Import, pk=pk)
    again = source.state == ImportState.DONE and source.dry_run
    if source.state != ImportState.DRAFT and not again:
        return redirect("staff:import-one", source.pk)
    try:
        mapping = None if again else _posted_mapping(request, source)
        match = source.match if again else request.POST.getlist("match")
        source = _copy(source, actor_of(request)) if again else source
        operations.begin(source=source, match=match, mapping=mapping, dry_run="dry" in request.POST)
    except operations.NotDraft:
        return redirect("staff:import")
    except FileRefused as exc:
        return _mapping_page(request, source, error=str(exc))
    except Invalid as exc:
        return _mapping_page(request, source, error=" ".join(e.message for e in exc.errors))
    return redirect("staff:import-one", source.pk)


@staff_only
@require_POST
def map_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same file with its mapping to be changed, after a dry run showed what is wrong with it."""
    need(request.user.has_perm("contacts.add_import"))
    source = get_object_or_404(Import, pk=pk, dry_run=True)
    return redirect("staff:import-one", _copy(source, actor_of(request)).pk)


@staff_only
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an import behind its current rows."""
    need(request.user.has_perm("contacts.add_import"))
    operations.cancel(source=get_object_or_404(Import, pk=pk))
    return redirect("staff:import-one", pk)


@staff_only
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away that was never begun, once that was agreed to: its bytes do not come back."""
    need(request.user.has_perm("contacts.add_import"))
    source = get_object_or_404(Import, pk=pk)
    if request.method == "POST" or source.state != ImportState.DRAFT:
        gone = request.method == "POST" and operations.discard(source=source)
        text = f"Discarded {source.name}." if gone else f"{source.name} was begun meanwhile, and stays."
        shell.toast(request=request, text=text, tone="good" if gone else "bad")
        return redirect("staff:import")
    text = (
        f"This deletes {source.name} ({filesizeformat(source.size)}, sent by {source.actor_label}) and where its "
        "columns go, for good. Nothing of it was brought in, so no contact changes."
    )
    context = {"text": text, "button": "Discard it", "tone": "danger", "leave": reverse("staff:import")}
    return _page(request, "staff/sure.html", f"Discard {source.name}", context)


def _match_label(key: str) -> str:
    return ALL[key].label if key in ALL else {"id": "Id", "uuid": "UUID"}.get(key, key.capitalize())


def _copy(source: Import, actor: Actor) -> Import:
    """The same file and mapping as a new import, so that the dry run stays to be compared with."""
    return Import.objects.create(
        name=source.name, file=source.file, size=source.size, format=source.format, header=source.header,
        mapping=source.mapping,
        match=source.match, actor_kind=actor.kind, actor_id=actor.id, actor_label=actor.label, request=actor.request,
    )  # fmt: skip


def _posted_mapping(request: HttpRequest, source: Import) -> dict[str, Any] | None:
    """The rules that were chosen; raises ``Invalid`` where dates can be read in two ways and nobody said in which."""
    if source.format != "table":
        return None
    columns, sample = operations.sample_of(source)
    rules = {
        name: {
            "target": target,
            "empty": request.POST.get(f"empty-{n}") or "leave",
            "dates": request.POST.get(f"dates-{n}", ""),
        }
        for n, name in enumerate(columns)
        if (target := request.POST.get(f"column-{n}", "").strip())
    }
    doubtful = [name for name, order in date_orders(columns, sample).items() if order == "both"]
    dated = [name for name in doubtful if name in rules and takes_dates(rules[name]["target"])]
    if names := [name for name in dated if not rules[name]["dates"]]:
        raise invalid("dates", "required", f"Say whether the day or the month comes first in {', '.join(names)}.")
    return rules


def _column(request: HttpRequest, n: int, name: str, rule: ColumnRule, order: str) -> dict[str, Any]:
    """What was chosen for a column, or is offered; ``order`` is what its dates tell, asked where they may go."""
    target = request.POST.get(f"column-{n}", rule.target)
    told = rule.dates or ("" if order == "both" else order)
    return {
        "n": n, "name": name, "target": target, "empty": request.POST.get(f"empty-{n}", rule.empty),
        "asks": takes_dates(target) or (order and not target), "needs": order == "both",
        "dates": request.POST.get(f"dates-{n}", told),
    }  # fmt: skip


def _mapping_page(request: HttpRequest, source: Import, *, error: str = "") -> HttpResponse:
    columns, sample = operations.sample_of(source)
    before = source.as_in if "guess" not in request.GET else None
    mapping = source.mapping if before or not source.as_in else operations.guess_again(source)
    known = msgspec.convert(mapping, Mapping).columns if mapping else {}
    orders = date_orders(columns, sample)
    rows = [
        _column(request, n, name, known.get(name) or ColumnRule(""), orders.get(name, ""))
        | {"examples": list(dict.fromkeys(row[n] for row in sample if row[n].strip()))[:3]}
        for n, name in enumerate(columns)
    ]
    match = request.POST.getlist("match") if request.method == "POST" else source.match
    groups = targets.groups(targets.own_words(), [row["target"] for row in rows])
    words = {path: words for _, places in groups for path, words in places}
    for row in rows:
        row["target"] = targets.as_offered(row["target"], groups)
        row["words"] = words.get(row["target"], "")
    context = {
        "source": source, "before": before, "columns": rows, "groups": groups, "orders": ORDERS.items(), "error": error,
        "every": request.GET.get("places") == "every",  # where no script shares the places out
        "match_keys": [(key, _match_label(key), key in match) for key in MATCH_KEYS],
    }  # fmt: skip
    return _page(request, "staff/importing/mapping.html", source.name, context, 422 if error else 200)
