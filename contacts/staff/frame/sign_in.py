"""Signing in to and out of the desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from contacts.access.errors import TooMany
from contacts.access.limits import desk as tries
from contacts.access.tokens import fresh, hashed
from contacts.staff.frame.shell import theme_of

DEVICE_COOKIE = "__Host-desk-device" if settings.HTTPS else "desk-device"
YEAR_SECONDS = 365 * 24 * 3600
SIGNER = signing.TimestampSigner(salt="desk device")


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
        asked = {"name": name, "ip": self._address(), "device": known_device(self.request, name)}
        try:
            is_open = tries.claim(**asked)
        except TooMany as exc:
            self.wait = exc.wait
            raise ValidationError("There were too many tries from your network. Wait a few minutes.") from None
        if not is_open:
            make_password(password)  # as long as comparing it takes
            raise self.get_invalid_login_error()
        cleaned = super().clean()
        tries.give_back(**asked)
        return cleaned

    def _address(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse whoever is not staff in the words of a wrong password, so that nothing is learned."""
        super().confirm_login_allowed(user)
        if not user.is_staff:
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")


def known_device(request: Any, name: str) -> str:
    """What a browser is counted as in which ``name`` has signed in within a year; empty for all others."""
    try:
        owner, _, token = SIGNER.unsign(request.COOKIES.get(DEVICE_COOKIE, ""), max_age=YEAR_SECONDS).partition(" ")
    except signing.BadSignature:
        return ""
    return token if owner == hashed(name) else ""


class SignIn(LoginView):
    """The sign-in page; it leads to where one wanted to go."""

    template_name = "staff/sign_in.html"
    authentication_form = StaffSignInForm
    next_page = "staff:dashboard"

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let them in, and know the browser from now on."""
        response = super().form_valid(form)
        name = form.cleaned_data["username"]
        value = SIGNER.sign(f"{hashed(name)} {known_device(self.request, name) or fresh()}")
        response.set_cookie(
            DEVICE_COOKIE, value, max_age=YEAR_SECONDS, httponly=True, secure=settings.HTTPS, samesite="Lax", path="/"
        )
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The page again; 429 for a network address that tried too often."""
        response = super().form_invalid(form)
        if wait := getattr(form, "wait", 0):
            response.status_code = 429
            response.headers["Retry-After"] = str(wait)
        return response

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the bare page frame needs."""
        return super().get_context_data(**kwargs) | {"title": "Sign in", "theme": theme_of(self.request)}


class SignOut(LogoutView):
    """Ends the session; only by POST."""

    next_page = "staff:sign-in"
