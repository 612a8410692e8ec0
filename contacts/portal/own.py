"""Pages about one's own contact: who has none yet is led to the start page, which says why."""

from functools import wraps

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse

from contacts.directory import queries as directory
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.portal.frame.access import PortalRequest, View, Who, page
from contacts.record.contact import ContactRecord


class OwnRequest(PortalRequest):
    """A request of a customer whose contact is known; nothing of another contact is looked up with it."""

    contact: int


def own_page(route: str, view: View, *, name: str, who: Who = Who.CUSTOMER) -> URLPattern:
    """One line of the table of addresses, for a page about the customer's own contact."""
    return page(route, owned(view), name=name, who=who)


def owned(view: View) -> View:
    """``view`` with ``request.contact``."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        contact = request.customer.contact  # type: ignore[attr-defined]
        if contact is None:
            return HttpResponseRedirect(reverse("portal:home"))
        request.contact = contact  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return answer


def record_of(request: OwnRequest) -> ContactRecord:
    """The customer's own record, whole."""
    return snapshots.records([request.contact])[request.contact]


def actor_of(request: OwnRequest) -> Actor:
    """The customer as one who acts, under the name of the record."""
    name = directory.display_names([request.contact]).get(request.contact, "")
    return Actor(kind="contact", id=request.contact, label=name, door="portal")
