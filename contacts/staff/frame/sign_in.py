"""Signing in to and out of the desk."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from contacts.access.errors import TooMany
from contacts.access.factors.options import REQUIRED
from contacts.options import queries as options
from contacts.staff.frame import held, pending, proving
from contacts.staff.frame.shell import theme_of
from contacts.staff.frame.tries import TOO_MANY, know_device, tried


class StaffSignInForm(AuthenticationForm):
    """User name and password of an active staff user; one sentence for every way to be wrong."""

    use_required_attribute = False
    error_messages = {
        "invalid_login": "That user name and password do not belong together. Both mind capital letters.",
        "inactive": "That user name and password do not belong together. Both mind capital letters.",
    }
    password = forms.CharField(
        label="Password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    wait = 0  # seconds until this network address may try again

    def clean(self) -> dict[str, Any]:
        """Compare the two, after a try was taken for them; a name that is shut is told what a wrong password is."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return super().clean()
        try:
            with tried(self.request, name) as is_open:
                if not is_open:
                    make_password(password)  # as long as comparing it takes
                    raise self.get_invalid_login_error()
                return super().clean()
        except TooMany as exc:
            self.wait = exc.wait
            raise ValidationError(TOO_MANY) from None

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse whoever is not staff in the words of a wrong password, so that nothing is learned."""
        super().confirm_login_allowed(user)
        if not user.is_staff:
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class SignIn(LoginView):
    """The sign-in page; it leads to where one wanted to go."""

    template_name = "staff/sign_in.html"
    authentication_form = StaffSignInForm
    next_page = "staff:dashboard"

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let them in and know the browser from now on, or lead to the second step; what was typed before comes too."""
        response = self._step(form)
        held.keep(self.request)
        return response

    def _step(self, form: AuthenticationForm) -> HttpResponse:
        user: Any = form.get_user()
        if user.needs_code():
            pending.begin(self.request, user, missing="code", then=self.get_success_url())
            return redirect("staff:second-step")
        if options.get(REQUIRED):
            pending.begin(self.request, user, missing="factor", then=self.get_success_url())
            return redirect("staff:sign-in-turn-on")
        response = super().form_valid(form)
        proving.remember(self.request)
        know_device(self.request, response, user.get_username())
        return response

    def get_success_url(self) -> str:
        """Where one wanted to go, or where what was typed before is asked about."""
        return reverse("staff:held") if self.request.POST.get(held.KEY) else super().get_success_url()

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The page again; 429 for a network address that tried too often."""
        response = super().form_invalid(form)
        if wait := getattr(form, "wait", 0):
            response.status_code = 429
            response.headers["Retry-After"] = str(wait)
        return response

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the bare page frame needs."""
        frame = {"title": "Sign in", "theme": theme_of(self.request), "held": self.request.POST.get(held.KEY, "")}
        return super().get_context_data(**kwargs) | frame


def ask_again(request: HttpRequest, sealed: str | None) -> HttpResponse:
    """The sign-in page with what was typed at a session that has ended, sealed; None when that is too much."""
    context = {
        "form": StaffSignInForm(request), "title": "Sign in", "theme": theme_of(request), "held": sealed or "",
        "is_too_much": sealed is None,
    }  # fmt: skip
    response = render(request, "staff/sign_in.html", context)
    add_never_cache_headers(response)
    return response


class SignOut(LogoutView):
    """Ends the session; only by POST."""

    next_page = "staff:sign-in"
