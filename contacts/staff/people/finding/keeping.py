"""Views of the contact list: kept, renamed, shared, forgotten and brought back."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contacts.staff.engine.declaration import DeskForm
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.frame.addresses import list_url
from contacts.staff.people.finding.asked import Asked
from contacts.staff.people.finding.models import SavedView


class ViewForm(DeskForm):
    """A view's name, and whether everybody has it."""

    class Meta:
        model = SavedView
        fields = ("name", "is_shared")
        labels = {"is_shared": "For everybody"}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}

    def clean_name(self) -> str:
        """Refuse the name of another view of one's own."""
        name = _trimmed(self.cleaned_data["name"])
        if SavedView.objects.filter(owner=self.actor.pk, name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("You keep another view under this name. Choose a different one.")
        return name


@dataclass(frozen=True)
class Opened:
    """The view that a list began with; ``is_changed`` when something else is asked for by now."""

    view: SavedView
    is_own: bool
    is_changed: bool


def kept_views(request: HttpRequest) -> list[SavedView]:
    """The views of whoever asks and those that are everybody's."""
    return list(_seen(request)[:100])


def opened(request: HttpRequest, asked: Asked) -> Opened | None:
    """The view that the address names; a statement when it names one."""
    view = _seen(request).filter(pk=asked.view).first() if asked.view else None
    if view is None:
        return None
    is_changed = Asked.read(QueryDict(view.query)).query != asked.query
    return Opened(view, is_own=view.owner_id == request.user.pk, is_changed=is_changed)


def _seen(request: HttpRequest) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner=request.user.pk) | Q(is_shared=True)).select_related("owner")


@staff_only
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is under a name; the same name again replaces the view and offers Undo."""
    need(request.user.has_perm("contacts.view_contact"))
    name = _trimmed(request.POST.get("name", ""))[:100]
    query = Asked.read(QueryDict(request.POST.get("query", "")[:20_000])).query
    if name:
        return _open(_kept(request, name, query, "shared" in request.POST))
    shell.toast(request=request, text="Give the view a name.", tone="bad")
    return HttpResponseRedirect(f"{reverse('staff:people')}?{query}")


def _open(view: SavedView) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('staff:people')}?{view.params}")


def _kept(request: HttpRequest, name: str, query: str, shared: bool) -> SavedView:
    own = SavedView.objects.filter(owner=request.user.pk, name=name)
    before = own.values_list("query", "is_shared").first()
    view, _ = own.update_or_create(owner_id=request.user.pk, name=name, defaults={"query": query, "is_shared": shared})
    for_whom = ", for everybody" if shared else ""
    if before in (None, (query, shared)):
        shell.toast(request=request, text=f"Kept the view {name}{for_whom}.")
    else:
        _offer_undo(request, f"Replaced the view {name}{for_whom}.", [name, *before, query, shared])
    return view


def _offer_undo(request: HttpRequest, text: str, view: list[Any]) -> None:
    """``view`` is what to bring back: name, query, whether it is everybody's, and the last two of what replaced it."""
    undo_url = reverse("staff:people-views-undo")
    shell.toast(request=request, text=text, undo_url=undo_url, payload=json.dumps(view))


@staff_only
@require_http_methods(["GET", "POST"])
def rename_view(request: HttpRequest, key: int) -> HttpResponse:
    """Give a view of one's own another name, or say for whom it is; leads to the list that it keeps."""
    view = get_object_or_404(SavedView, pk=key, owner=request.user.pk)
    title, leave = f"View {view}", f"{reverse('staff:people')}?{view.params}"
    form = ViewForm(request.POST if request.method == "POST" else None, instance=view, actor=request.user)  # type: ignore[arg-type]  # staff_only let only users in
    if form.is_valid():
        form.save()
        shell.toast(request=request, text=f"Saved the view {view}.")
        return _open(view)
    return shell.render_page(
        request=request, template="staff/access/form.html", title=title, here="contacts",
        trail=(("Contacts", reverse("staff:people")),), context={"form": form, "button": "Save", "leave": leave},
        status=422 if form.errors else 200,
    )  # fmt: skip


@staff_only
@require_POST
def forget_view(request: HttpRequest, key: int) -> HttpResponse:
    """Delete a view of one's own and offer Undo."""
    view = get_object_or_404(SavedView, pk=key, owner=request.user.pk)
    view.delete()
    _offer_undo(request, f"Forgot the view {view.name}.", [view.name, view.query, view.is_shared])
    return HttpResponseRedirect(list_url(request.POST.get("back", "")))


@staff_only
@require_POST
def bring_view_back(request: HttpRequest) -> HttpResponse:
    """Keep a view again that was forgotten or replaced; one that got its name or was changed meanwhile stays."""
    need(request.user.has_perm("contacts.view_contact"))
    payload = shell.take_undo(request=request)
    name, query, shared, *instead = json.loads(payload)
    own, values = SavedView.objects.filter(owner=request.user.pk, name=name), {"query": query, "is_shared": shared}
    if instead:
        own = own.filter(query=instead[0], is_shared=instead[1])
        is_back = bool(own.update(**values))
    else:
        _, is_back = own.get_or_create(owner_id=request.user.pk, name=name, defaults=values)
    said = f"The view {name} is back." if is_back else f"Another view is called {name} by now, and stays."
    shell.toast(request=request, text=said, tone="good" if is_back else "bad")
    if shell.is_partial(request):
        return HttpResponse(headers={"HX-Refresh": "true"})  # the menu stands outside of what a change draws anew
    return HttpResponseRedirect(reverse("staff:people"))


def _trimmed(name: str) -> str:
    return " ".join(name.replace("\x00", "").split())
