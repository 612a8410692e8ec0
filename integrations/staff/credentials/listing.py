"""The list of credentials."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.credentials import queries
from integrations.credentials.models import Credential
from integrations.credentials.rights import RIGHTS
from integrations.staff.paging import address, page_of
from integrations.staff.showing import names, state_of, title_of, today

STATES = {"on": ("In force", Q(is_enabled=True)), "off": ("Switched off", Q(is_enabled=False))}


@staff_only
@gzip_page
@require_GET
def credentials(request: HttpRequest) -> HttpResponse:
    """The list, newest first; asked for by htmx it answers with the table alone."""
    need(request.user.has_perm("integrations.view_credential"))
    asked = _asked(request)
    page = page_of(_rows(asked), request, asked)
    tabs = [("", "All"), *((key, label) for key, (label, _) in STATES.items())]
    context = {
        "page": page,
        "lines": [
            {"row": row, "dialect": title_of(row.dialect), "state": state_of(row), "rights": rights_of(row.rights)}
            for row in page.rows
        ],
        "choices": [("dialect", "Dialect", names(), asked.get("dialect", ""))],
        "search": asked.get("q", ""),
        "state": asked.get("state", ""),
        "tabs": [(label, address({**asked, "state": key}), asked.get("state", "") == key) for key, label in tabs],
        "narrowed": bool(asked),
        "may_add": request.user.has_perm("integrations.add_credential"),
        "new_url": reverse("dialects:credentials-new") + _chosen(asked),
        "partial": shell.is_partial(request),
    }
    template = "staff/dialects/credentials_part.html" if context["partial"] else "staff/dialects/credentials.html"
    return shell.render_page(
        request=request, template=template, title="Credentials", here="credentials", context=context
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address asks for; what it cannot ask for is left out."""
    search = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    asked = {
        name: request.GET[name]
        for name, allowed in (("dialect", dict(names())), ("state", STATES))
        if request.GET.get(name) in allowed
    }
    return asked | ({"q": search} if search else {})


def _rows(asked: dict[str, str]) -> QuerySet[Credential]:
    rows = queries.listed(today=today()).filter(STATES[asked["state"]][1] if "state" in asked else Q())
    if "dialect" in asked:
        rows = rows.filter(dialect=asked["dialect"])
    if search := asked.get("q"):
        rows = rows.filter(Q(name__icontains=search) | Q(username__icontains=search))
    return rows


def _chosen(asked: dict[str, str]) -> str:
    """The dialect that is looked at, for the form of a new credential."""
    return address({"dialect": asked["dialect"]}) if "dialect" in asked else ""


def rights_of(rights: list[str]) -> str:
    """Rights in a word or two."""
    known = [right for right in RIGHTS if right in rights]
    return "everything" if len(known) == len(RIGHTS) else ", ".join(known)
