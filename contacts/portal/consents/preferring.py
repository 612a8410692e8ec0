"""How a customer likes to be reached, and which organisations they prefer."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from contacts.consents.preferences import operations, queries
from contacts.consents.preferences.models import PreferenceType
from contacts.directory import operations as directory
from contacts.lookups import queries as lookups
from contacts.portal import words
from contacts.portal.frame.forms import PortalForm
from contacts.portal.frame.pages import back_to_start, notice, render_page
from contacts.portal.own import OwnRequest, actor_of, record_of
from contacts.record import choices
from contacts.record.contact import ContactRecord
from contacts.record.patch import ContactPatch


class PreferencesForm(PortalForm):
    """Language and channels."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, help_text=gettext_lazy("In which we write to you.")
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("How do you like to be reached?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("This says what you like. What we may send you is decided by what you agreed to."),
    )  # fmt: skip

    def __init__(self, *args: Any, record: ContactRecord, chosen: list[str], **kwargs: Any) -> None:
        super().__init__(*args, initial={"language": record.language, "channels": chosen}, **kwargs)
        self.chosen = chosen
        self.fields["language"].choices = words.language_choices(also=record.language)  # type: ignore[attr-defined]
        known = [one for one in choices.members(choices.ConsentChannel) if one != "ANY"]
        self.fields["channels"].choices = [(one, words.word(one)) for one in known]  # type: ignore[attr-defined]

    def in_order(self) -> list[str]:
        """The channels that are ticked; those of before keep their order."""
        ticked = self.cleaned_data["channels"]
        return [one for one in self.chosen if one in ticked] + [one for one in ticked if one not in self.chosen]


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: OwnRequest) -> HttpResponse:
    """The form, and the organisations one deals with."""
    record = record_of(request)
    form = PreferencesForm(request.POST or None, record=record, chosen=queries.channels(request.contact))
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        directory.update(
            contact=request.contact, patch=ContactPatch(language=form.cleaned_data["language"]), actor=actor
        )
        operations.prefer_channels(contact=request.contact, channels=form.in_order(), actor=actor)
        notice(request, _("Saved."))
        return redirect("portal:preferences")
    preferred = list(queries.organisations(request.contact))
    context = {"form": form, "preferred": [(row, words.word(row.type)) for row in preferred]}
    context |= {"offered": _offered(record), "types": [(one, words.word(one)) for one in PreferenceType.values]}
    return render_page(
        request, "portal/consents/preferences.html", title=_("Your preferences"), context=context,
        back=back_to_start(), status=422 if form.errors else 200,
    )  # fmt: skip


@require_POST
def prefer(request: OwnRequest) -> HttpResponse:
    """Prefer one of the organisations that the customer belongs to; of others they are told nothing."""
    asked, type_ = request.POST.get("organisation", ""), request.POST.get("type", "")
    known = {str(pk) for pk, _name in _offered(record_of(request))}
    if asked in known and type_ in PreferenceType.values:
        operations.prefer_organisation(
            contact=request.contact, organisation=int(asked), type=type_, actor=actor_of(request)
        )
        notice(request, _("Saved."))
    return redirect(reverse("portal:preferences"))


@require_POST
def forget(request: OwnRequest, preference: int) -> HttpResponse:
    """Take a preference back; another customer's stays, and the answer is the same."""
    if preference < 2**63:
        operations.forget_organisation(contact=request.contact, preference=preference, actor=actor_of(request))
    notice(request, _("Removed."))
    return redirect("portal:preferences")


def _offered(record: ContactRecord) -> list[tuple[int, str]]:
    ids = {one.organisation for one in record.affiliations}
    return sorted(lookups.names("organisation", ids).items(), key=lambda pair: pair[1].casefold())
