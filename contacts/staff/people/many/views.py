"""Changing the chosen contacts alike: the form, what it would do, and doing it with Undo."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from contacts.directory import operations
from contacts.directory.commands import Update
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.frame.addresses import list_url
from contacts.staff.people.finding.listing import Asked
from contacts.staff.people.finding.views import MOST_AT_ONCE, chosen
from contacts.staff.people.many import changing
from contacts.staff.people.many.forms import ManyForm
from contacts.staff.people.writing import actor_of

SHOWN = 100


@staff_only
@require_POST
def change_many(request: HttpRequest) -> HttpResponse:
    """The form for the chosen contacts or all that the list finds; with ``try`` what it would do, with ``do`` done."""
    need(request.user.has_perm("contacts.change_contact") and request.user.has_perm("contacts.view_contact"))
    back = list_url(request.POST.get("back", ""))
    asked = Asked.read(QueryDict(urlsplit(back).query))
    records = changing.records(_listed(asked) if "all" in request.POST else chosen(request))
    if not records:
        return HttpResponseRedirect(back)
    said = "try" in request.POST or "do" in request.POST
    form = ManyForm(request.POST) if said else ManyForm(initial=request.POST.dict())
    lines = None
    if form.is_valid():
        try:
            commands = changing.commands(form, records)
            if "do" in request.POST:
                return _done(request, commands, back)
            lines = changing.lines(records, operations.preview(commands, actor=actor_of(request)))
        except Invalid as refused:
            form.add_error(None, refused.errors[0].message)
    context = {
        "form": form, "records": records, "leave": back, "lines": lines, "shown": (lines or [])[:SHOWN],
        "found": asked.counted(MOST_AT_ONCE + 1), "most": MOST_AT_ONCE, "is_all": "all" in request.POST,
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/people/many.html", title=f"Change {changing.contacts(len(records))}",
        here="contacts", trail=(("Contacts", back),), context=context, status=422 if form.errors else 200,
    )  # fmt: skip


def _listed(asked: Asked) -> list[int]:
    """Who is on all pages of the list; nobody when these are more than can be changed at once."""
    found = list(asked.matching().order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    return found if len(found) <= MOST_AT_ONCE else []


def _done(request: HttpRequest, commands: list[Update], back: str) -> HttpResponse:
    text, payload = changing.told(operations.apply(commands, actor=actor_of(request)))
    undo_url = reverse("staff:people-change-undo") if payload else ""
    shell.toast(request=request, text=text, undo_url=undo_url, payload=payload)
    return HttpResponseRedirect(back)


@staff_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Set many back to what they were."""
    need(request.user.has_perm("contacts.change_contact"))
    payload = shell.take_undo(request=request, token=request.POST.get("token", ""))
    if payload is None:
        raise Http404("This can no longer be undone")
    shell.toast(request=request, text=changing.undo(request, payload))
    return shell.changed(request=request, back=reverse("staff:people"))
