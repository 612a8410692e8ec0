"""The photo: chosen, cut to a square, shown in three sizes, removed."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from contacts.files.photos import operations, queries
from contacts.files.photos.checking import Crop
from contacts.files.photos.models import PhotoState
from contacts.files.photos.spelling import url
from contacts.files.storage.storing import StorageAway
from contacts.portal.frame.forms import PortalForm, needed
from contacts.portal.frame.pages import notice, render_page
from contacts.portal.own import OwnRequest, actor_of
from contacts.record.errors import Invalid


class PhotoForm(PortalForm):
    """A picture and, from the page's script, the square of it that is wanted; without one it is the middle."""

    file = forms.FileField(
        label=gettext_lazy("Picture"), help_text=gettext_lazy("A JPEG, PNG or WebP picture of at most 5 MiB."),
        allow_empty_file=True, error_messages=needed(gettext_lazy("Choose a picture first.")),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    left = forms.IntegerField(widget=forms.HiddenInput, required=False)
    top = forms.IntegerField(widget=forms.HiddenInput, required=False)
    side = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def crop(self) -> Crop | None:
        """The wanted square, when all of it was said."""
        left, top, side = (self.cleaned_data[name] for name in ("left", "top", "side"))
        return None if left is None or top is None or side is None else (left, top, side)


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: OwnRequest) -> HttpResponse:
    """The photo as it is, and the form for another one."""
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_photo(
                contact=request.contact, content=form.cleaned_data["file"], actor=actor_of(request), crop=form.crop()
            )
        except Invalid as refusal:
            form.take(refusal, {"crop": "file"})
        except StorageAway:
            form.add_error("file", _("It could not be kept now. Try again in a few minutes."))
        else:
            return redirect("portal:photo")
    return render_page(
        request, "portal/documents/photo.html", title=_("Your photo"), context={"form": form, **_shown(request)},
        back=(_("Your details"), reverse("portal:profile")), status=422 if form.errors else 200,
    )  # fmt: skip


def _shown(request: OwnRequest) -> dict[str, Any]:
    latest, shown = queries.latest_and_shown(request.contact)
    sizes = [(width, url(shown.key, width), url(shown.key, width, "jpg")) for width in shown.widths] if shown else []
    return {
        "sizes": sizes,
        "is_waiting": latest is not None and latest.state == PhotoState.WAITING,
        "is_refused": latest is not None and latest.state == PhotoState.REFUSED,
    }


@require_POST
def remove_photo(request: OwnRequest) -> HttpResponse:
    """Show no photo any more."""
    operations.remove_photo(contact=request.contact, actor=actor_of(request))
    notice(request, _("Removed."))
    return redirect("portal:photo")
