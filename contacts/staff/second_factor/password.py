"""A new password of one's own, which nobody else gets to know."""

from typing import Any, cast

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.factors.backend import as_now
from contacts.access.factors.models import DeskUser
from contacts.staff.frame import shell
from contacts.staff.frame.proving import recently_proved
from contacts.staff.second_factor.forms import PlainForm
from contacts.staff.second_factor.turning_on import trail


def _field(label: str, missing: str, **attrs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password", **attrs})
    return forms.CharField(label=label, strip=False, widget=widget, error_messages={"required": missing})


class OwnPasswordForm(PlainForm):
    """The new password, twice, judged by the rules of the installation."""

    password = _field("New password", "Type the new password.", autofocus=True)
    again = _field("Once more", "Type it once more.")

    def __init__(self, data: Any, *, user: DeskUser) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        """Refuse what is too easy to guess."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        """Refuse what is not the same."""
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password", again) != again:
            raise ValidationError("These two differ.")
        return again


@recently_proved
@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """The form; the new password ends every other session of this user."""
    user = cast(DeskUser, request.user)
    form = OwnPasswordForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, as_now(user))
        shell.toast(request=request, text="Your password is changed; you are signed out everywhere else.")
        return HttpResponseRedirect(reverse("staff:account"))
    context = {"form": form, "button": "Change it", "leave": reverse("staff:account")}
    return shell.render_page(
        request=request, template="staff/access/form.html", title="New password", trail=trail(), context=context,
        status=422 if form.is_bound else 200,
    )  # fmt: skip
