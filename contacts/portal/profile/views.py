"""The page of one's own details, and changing them; what somebody else changed meanwhile is not gone over unseen."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access.identities import naming
from contacts.directory import operations as directory
from contacts.directory.commands import Stale
from contacts.files.photos.spelling import url
from contacts.portal import words
from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer
from contacts.portal.frame.pages import back_to_start, notice, render_page
from contacts.portal.own import OwnRequest, actor_of, record_of
from contacts.portal.profile import custom
from contacts.portal.profile.forms import DetailsForm, RevisionForm
from contacts.portal.profile.parts import KINDS, Kind, Part
from contacts.portal.profile.signing import signs_in_with
from contacts.record.contact import ContactRecord
from contacts.record.errors import Invalid
from contacts.record.patch import ContactPatch

FORM = "portal/entrance/simple.html"


@require_safe
def profile(request: OwnRequest) -> HttpResponse:
    """Everything on one page, each with its way to change it."""
    record, rows, proofs = record_of(request), custom.fields_for_customers(), signs_in_with(request)
    context = {
        "facts": _facts(record),
        "photo": url(record.photo) if record.photo else "",
        "sections": [(kind, [_line(kind, part, proofs) for part in kind.of(record)]) for kind in KINDS.values()],
        "more": [(row.label, custom.shown(row, record)) for row in rows],
        "may_change_more": any(row.is_customer_editable for row in rows),
    }
    return render_page(
        request, "portal/profile/profile.html", title=_("Your details"), context=context, back=back_to_start()
    )


def _facts(record: ContactRecord) -> list[tuple[str, str]]:
    about = record.demographics
    born = words.partial_date(about.birth_date) if about.birth_date else ""
    facts = [
        (_("Name"), record.display_name),
        (_("Website"), record.website),
        (_("Gender"), words.word(about.gender) if about.gender else ""),
        (_("Date of birth"), born),
        (_("Country you live in"), words.country(about.country_of_residence)),
        (_("Language"), words.language(record.language)),
        (_("Customer number"), record.code),
    ]
    return [(label, value) for label, value in facts if value]


def _line(kind: Kind, part: Part, proofs: set[tuple[str, str]]) -> dict[str, object]:
    return {
        "id": part.id, "text": kind.shown(part), "type": words.word(part.type), "is_primary": part.is_primary,
        "signs_in": (kind.name, key_of(kind, part)) in proofs,
    }  # fmt: skip


def key_of(kind: Kind, part: Part) -> str:
    """What a part is compared by with what somebody signs in with."""
    return naming.fold(part.email) if kind.name == "emails" else getattr(part, "e164", "")


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: OwnRequest) -> HttpResponse:
    """Names and what else there is of a person or company."""
    form = DetailsForm(request.POST or None, record=record_of(request))
    paths = {f"demographics.{name}": name for name in form.fields}
    paths |= {f"demographics.birth_date.{part}": "birth_date" for part in ("day", "month", "year")}
    if request.method == "POST" and form.is_valid() and _saved(request, form, form.patch(), paths):
        return redirect("portal:profile")
    return _page(request, form, _("Change your details"))


@require_http_methods(["GET", "HEAD", "POST"])
def more(request: OwnRequest) -> HttpResponse:
    """What staff ask of their customers."""
    form = custom.CustomForm(request.POST or None, rows=custom.fields_for_customers(), record=record_of(request))
    if not form.rows:
        raise Http404
    if request.method == "POST" and form.is_valid() and _saved(request, form, form.patch(), form.paths):
        return redirect("portal:profile")
    return _page(request, form, _("More about you"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_part(request: OwnRequest, kind: str, part: int | None = None) -> HttpResponse:
    """Add a part or change one; what somebody signs in with is changed on its own page, with a proof."""
    record, of = record_of(request), KINDS[kind]
    found = _own(record, of, part) if part is not None else None
    if found and (of.name, key_of(of, found)) in signs_in_with(request):
        return redirect("portal:sign-in-address", what="email" if kind == "emails" else "phone")
    form = of.form(request.POST or None, record=record, part=found, kind=of)
    if request.method == "POST" and form.is_valid() and _saved(request, form, form.patch(), form.paths):
        return redirect("portal:profile")
    return _page(request, form, str(of.change if found else of.add))


@require_http_methods(["GET", "HEAD", "POST"])
def remove_part(request: OwnRequest, kind: str, part: int) -> HttpResponse:
    """Ask once, then take a part away."""
    record, of = record_of(request), KINDS[kind]
    found = _own(record, of, part)
    if (of.name, key_of(of, found)) in signs_in_with(request):
        lead = _("You sign in with this. Change it to another one instead of removing it.")
        context = {"lead": lead, "onward": (_("Your details"), reverse("portal:profile"))}
        return render_page(request, FORM, title=str(of.remove), context=context, back=_back())
    if request.method == "POST":
        patch = of.patched(id=found.id, remove=True)
        directory.update(contact=request.contact, patch=patch, actor=actor_of(request))
        notice(request, _("Removed."))
        return redirect("portal:profile")
    context = {"lead": of.shown(found), "button": _("Remove")}
    return render_page(request, FORM, title=str(of.remove), context=context, back=_back())


@require_POST
def make_primary(request: OwnRequest, kind: str, part: int) -> HttpResponse:
    """Let a part be the one that is used first."""
    of = KINDS[kind]
    found = _own(record_of(request), of, part)
    patch = of.patched(id=found.id, is_primary=True)
    directory.update(contact=request.contact, patch=patch, actor=actor_of(request))
    notice(request, _("Saved."))
    return redirect("portal:profile")


def _own(record: ContactRecord, kind: Kind, part: int) -> Part:
    found = next((one for one in kind.of(record) if one.id == part), None)
    if found is None:
        raise Http404
    return found


def _saved(request: OwnRequest, form: RevisionForm, patch: ContactPatch, paths: Mapping[str, str]) -> bool:
    revision = form.cleaned_data["revision"]
    try:
        directory.update(contact=request.contact, patch=patch, actor=actor_of(request), revision=revision)
    except Stale as overtaken:
        form.overtaken(overtaken.current)
    except Invalid as refusal:
        form.take(refusal, paths)
    else:
        notice(request, _("Saved."))
        return True
    return False


def _page(request: OwnRequest, form: RevisionForm, title: str) -> HttpResponse:
    context = {"form": form, "button": _("Save")}
    status = 422 if form.errors else 200
    return render_page(request, FORM, title=title, context=context, back=_back(), status=status)


def _back() -> tuple[str, str]:
    return _("Your details"), reverse("portal:profile")


def profile_card(customer: Customer) -> Card | None:
    """The card of the start page."""
    if customer.contact is None:
        return None
    return Card(
        title=_("Your details"), url=reverse("portal:profile"), text=_("Name, addresses, numbers and your photo.")
    )
