"""The inbox: what is new first; put away is not gone."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.files import queries as files
from contacts.files.models import StoredFile
from contacts.messages import operations, queries
from contacts.messages.models import Communication
from contacts.messages.writing import html
from contacts.portal import words
from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer
from contacts.portal.frame.pages import back_to_start, notice, render_page
from contacts.portal.own import OwnRequest, actor_of

PER_PAGE = 20
CLOSED_PAGE = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
STYLE = "<style>body{font:17px/1.6 system-ui,sans-serif;margin:16px;color:#1c1c1f;background:#fff}</style>"
ACTS: dict[str, dict[str, Any]] = {
    "archive": {"archived": True},
    "unarchive": {"archived": False},
    "unread": {"viewed": False},
}


@require_safe
def inbox(request: OwnRequest) -> HttpResponse:
    """What is here, unread messages first."""
    return _list(request, archived=False)


@require_safe
def archive(request: OwnRequest) -> HttpResponse:
    """What was put away."""
    return _list(request, archived=True)


def _list(request: OwnRequest, *, archived: bool) -> HttpResponse:
    rows = queries.inbox(request.contact, archived=archived)
    pages = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_line(row) for row in pages], "pages": pages, "archived": archived}
    title = _("Messages put away") if archived else _("Your messages")
    back = (_("Your messages"), reverse("portal:inbox")) if archived else back_to_start()
    return render_page(request, "portal/inbox/list.html", title=title, context=context, back=back)


def _line(row: Communication) -> dict[str, object]:
    return {"row": row, "title": title_of(row), "channel": words.word(row.channel), "is_new": row.viewed_at is None}


def title_of(row: Communication) -> str:
    """What a message is called in a list."""
    return row.title or row.subject or row.name or _("Message")


@require_safe
def message(request: OwnRequest, message: UUID) -> HttpResponse:
    """One message; showing it is what makes it read."""
    row = _own(request, message)
    if request.method == "GET" and row.viewed_at is None:
        operations.mark(communication=row.pk, viewed=True, actor=actor_of(request))
    back = (_("Your messages"), reverse("portal:inbox"))
    context = {"row": row, "channel": words.word(row.channel), "attachments": _attached(request, row)}
    return render_page(request, "portal/inbox/message.html", title=title_of(row), context=context, back=back)


def _attached(request: OwnRequest, row: Communication) -> list[StoredFile]:
    """The files that came with a message, as far as the customer may see them."""
    if not row.attachments:
        return []
    return list(files.of_contact(request.contact, seen_by_contact=True).filter(pk__in=row.attachments))


@require_safe
def hypertext(request: OwnRequest, message: UUID) -> HttpResponse:
    """The HTML of a message for its frame: nothing in it runs or loads, and its links open elsewhere."""
    body = html.without_pictures(_own(request, message).html)
    document = f'<!doctype html><meta charset="utf-8"><title>{_("Message")}</title><base target="_blank">{STYLE}{body}'
    return HttpResponse(document, headers={"Content-Security-Policy": CLOSED_PAGE})


@require_safe
def follow(request: OwnRequest, message: UUID) -> HttpResponse:
    """Lead on to the link of a message, and note that it was followed."""
    row = _own(request, message)
    if not row.link.startswith(("https://", "http://")):
        raise Http404
    if request.method == "GET":
        operations.mark(communication=row.pk, clicked=True, actor=actor_of(request))
    return HttpResponseRedirect(row.link, headers={"Referrer-Policy": "no-referrer"})


@require_POST
def mark(request: OwnRequest, message: UUID) -> HttpResponse:
    """Put it away, bring it back, or let it count as new."""
    row, act = _own(request, message), request.POST.get("do", "")
    if act not in ACTS:
        raise Http404
    operations.mark(communication=row.pk, actor=actor_of(request), **ACTS[act])
    said = {"archive": _("Put away."), "unarchive": _("Brought back."), "unread": _("It counts as new again.")}
    notice(request, said[act])
    return redirect("portal:inbox")


def _own(request: OwnRequest, message: UUID) -> Communication:
    row = queries.inbox(request.contact, archived=None).filter(uuid=message).first()
    if row is None:
        raise Http404
    return row


def inbox_card(customer: Customer) -> Card | None:
    """The card of the start page."""
    if customer.contact is None:
        return None
    unread = queries.unread(customer.contact)
    return Card(
        title=_("Your messages"), url=reverse("portal:inbox"), text=_("What we sent you, by whatever way."),
        count=unread or None, attention=bool(unread),
    )  # fmt: skip
