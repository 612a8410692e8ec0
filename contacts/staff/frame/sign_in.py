"""Signing in to and out of the desk."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError

from contacts.staff.frame.shell import theme_of


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

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the bare page frame needs."""
        return super().get_context_data(**kwargs) | {"title": "Sign in", "theme": theme_of(self.request)}


class SignOut(LogoutView):
    """Ends the session; only by POST."""

    next_page = "staff:sign-in"
