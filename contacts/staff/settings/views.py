"""The page of options, a group at a time."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from contacts.options import operations, queries
from contacts.options.declaration import DECLARED, Option
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.writing import actor_of
from contacts.staff.settings.fields import OptionsForm


def groups() -> dict[str, tuple[str, list[Option]]]:
    """Every group by its place in addresses: its name and its options."""
    found: dict[str, tuple[str, list[Option]]] = {}
    for option in DECLARED.values():
        found.setdefault(slugify(option.group), (option.group, []))[1].append(option)
    return dict(sorted(found.items()))


@staff_only
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def options(request: HttpRequest, group: str = "") -> HttpResponse:
    """The options of one group with who decided them; saving changes what differs, all or none."""
    need(request.user.has_perm("contacts.view_optionvalue"))
    may_change = request.user.has_perm("contacts.change_optionvalue")
    need(may_change or request.method == "GET")
    name, declared = _group(group)
    form = OptionsForm(request.POST if request.method == "POST" else None, options=declared, decided=queries.decided())
    if form.is_valid() and _saved(request, form):
        return HttpResponseRedirect(request.path)
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    here = group or next(iter(groups()))
    context = {
        "form": form, "rows": form.rows(), "may_change": may_change, "name": name,
        "groups": [(label, reverse("staff:settings-group", args=(key,)), key == here)
                   for key, (label, _) in groups().items()],
        "reset_url": reverse("staff:settings-reset", args=(here,)),
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/settings/options.html", title="Options", here="settings", context=context,
        status=422 if form.errors else 200,
    )  # fmt: skip


def _group(group: str) -> tuple[str, list[Option]]:
    known = groups()
    if group and group not in known:
        raise Http404("There is no such group of options")
    return known[group or next(iter(known))]


def _saved(request: HttpRequest, form: OptionsForm) -> bool:
    changes = form.changes()
    if not changes:
        shell.toast(request=request, text="Nothing was changed.", tone="info")
        return True
    try:
        operations.change(values=changes, actor=actor_of(request))
    except Invalid as refused:
        form.take(refused)
        return False
    _tell(request, "Saved; it holds within a second.", form, list(changes))
    return True


def _tell(request: HttpRequest, text: str, form: OptionsForm, names: list[str]) -> None:
    """Offer Undo, unless a secret was among it: the one before is not known any more."""
    if any(DECLARED[name].kind == "secret" for name in names):
        shell.toast(request=request, text=text)
        return
    before = {name: form.before[name] if name in form.decided else None for name in names}
    url = reverse("staff:settings-undo")
    shell.toast(request=request, text=text, undo_url=url, payload=json.dumps(before))


@staff_only
@require_POST
def reset(request: HttpRequest, group: str) -> HttpResponse:
    """Give one option its default again."""
    need(request.user.has_perm("contacts.change_optionvalue"))
    _, declared = _group(group)
    name = request.POST.get("option", "")
    if name not in {option.name for option in declared}:
        raise Http404("There is no such option")
    form = OptionsForm(None, options=declared, decided=queries.decided())
    operations.reset(names=[name], actor=actor_of(request))
    _tell(request, f"{DECLARED[name].label} has its default again.", form, [name])
    return HttpResponseRedirect(reverse("staff:settings-group", args=(group,)))


@staff_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Back to what held before the last change."""
    need(request.user.has_perm("contacts.change_optionvalue"))
    payload = shell.take_undo(request=request)
    before: dict[str, Any] = json.loads(payload)
    try:
        operations.change(
            values={name: value for name, value in before.items() if value is not None}, actor=actor_of(request)
        )
        operations.reset(names=[name for name, value in before.items() if value is None], actor=actor_of(request))
        shell.toast(request=request, text="Undone.")
    except Invalid as refused:
        shell.toast(request=request, text=refused.errors[0].message, tone="bad")
    group = slugify(DECLARED[next(iter(before))].group)
    return shell.changed(request=request, back=reverse("staff:settings-group", args=(group,)))
