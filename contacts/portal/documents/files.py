"""Files: those that were shared with a customer, and their own."""

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contacts.files import operations, queries
from contacts.files.download import download
from contacts.files.models import StoredFile
from contacts.files.storage.storing import StorageAway
from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer
from contacts.portal.frame.forms import PortalForm, needed
from contacts.portal.frame.pages import back_to_start, notice, render_page
from contacts.portal.own import OwnRequest, actor_of
from contacts.record.errors import Invalid

PER_PAGE = 20


class UploadForm(PortalForm):
    """One file; what it is is told by its content when it is kept."""

    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("A document or a picture of at most 20 MiB."),
        allow_empty_file=True, error_messages=needed(gettext_lazy("Choose a file first.")),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: OwnRequest) -> HttpResponse:
    """The list, and the form that adds to it."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            operations.keep(
                contact=request.contact, name=given.name, content=given, actor=actor_of(request), from_contact=True
            )
        except Invalid as refusal:
            form.take(refusal)
        except StorageAway:
            form.add_error("file", _("It could not be kept now. Try again in a few minutes."))
        else:
            notice(request, _("Your file is here."))
            return redirect("portal:files")
    pages = Paginator(_seen(request), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "pages": pages}
    status = 422 if form.errors else 200
    return render_page(
        request, "portal/documents/files.html", title=_("Your files"), context=context, back=back_to_start(),
        status=status,
    )  # fmt: skip


@require_safe
def file(request: OwnRequest, file: UUID) -> HttpResponseBase:
    """The bytes of one file, as an attachment."""
    found = _own(request, file)
    try:
        response = download(request, found)
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: OwnRequest, file: UUID) -> HttpResponse:
    """Ask once, then put away a file that the customer sent; ours stay."""
    found = _own(request, file)
    if not found.from_contact:
        raise Http404
    if request.method == "POST":
        operations.discard(file=found, actor=actor_of(request))
        notice(request, _("Removed."))
        return redirect("portal:files")
    context = {"lead": found.name, "button": _("Remove it")}
    back = (_("Your files"), reverse("portal:files"))
    return render_page(request, "portal/entrance/simple.html", title=_("Remove this file?"), context=context, back=back)


def _seen(request: OwnRequest) -> QuerySet[StoredFile]:
    return queries.of_contact(request.contact, seen_by_contact=True)


def _own(request: OwnRequest, file: UUID) -> StoredFile:
    found = _seen(request).filter(uuid=file).first()
    if found is None:
        raise Http404
    return found


def files_card(customer: Customer) -> Card | None:
    """The card of the start page."""
    if customer.contact is None:
        return None
    count = queries.of_contact(customer.contact, seen_by_contact=True).count()
    text = _("What we shared with you, and what you sent us.")
    return Card(title=_("Your files"), url=reverse("portal:files"), text=text, count=count or None)
