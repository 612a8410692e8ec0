"""The two forms about an account: what it signs in with, and a password given by staff."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.accounts import operations, passwords
from contacts.access.errors import Busy
from contacts.record.errors import Invalid
from contacts.staff.access.acting import account_of, back, concerned
from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from contacts.staff.people.one.record import Record
from contacts.staff.people.writing import actor_of


class NameForm(forms.Form):
    """What the contact signs in with."""

    use_required_attribute = False
    username = forms.CharField(
        label="User name or email address", max_length=254,
        error_messages={"required": "Say what the contact is to sign in with."},
        help_text="It counts as proven, takes the place of the one of its kind, and signs out everywhere.",
    )  # fmt: skip


class PasswordForm(forms.Form):
    """A password that staff hand over, by telephone for example."""

    use_required_attribute = False
    password = forms.CharField(
        label="First password", strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password that you will hand over."},
        help_text="It opens nothing but the page on which the contact chooses another one.",
    )  # fmt: skip


@staff_only
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, contact: int) -> HttpResponse:
    """Give the contact what it signs in with; makes the account where there is none."""
    record = concerned(request, contact)
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.set_identity(contact=contact, actor=actor_of(request), username=form.cleaned_data["username"])
        except Invalid as exc:
            form.add_error("username", exc.errors[0].message)
        else:
            shell.toast(request=request, text="Saved. The contact signs in with this from now on.")
            return back(record)
    return _page(request, record, form, "User name", "Save")


@staff_only
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, contact: int) -> HttpResponse:
    """Set a password that must be changed at the first sign-in; nobody can read the one there is."""
    record = concerned(request, contact)
    account = account_of(record)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            passwords.set_by_staff(
                account=account.pk, password=form.cleaned_data["password"], actor=actor_of(request), must_change=True
            )
        except Invalid as exc:
            form.add_error("password", exc.errors[0].message)
        except Busy as exc:
            form.add_error(None, str(exc))
        else:
            text = "Set. The contact is signed out everywhere, was told by mail, and must choose another at sign-in."
            shell.toast(request=request, text=text)
            return back(record)
    return _page(request, record, form, "First password", "Set it")


def _page(request: HttpRequest, record: Record, form: forms.Form, title: str, button: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "button": button, "leave": f"{record.url('record')}?tab=portal"}
    trail = ((record.head().name, record.url("record")),)
    return shell.render_page(
        request=request, template="staff/access/form.html", title=title, here="contacts", trail=trail, context=context,
        status=422 if form.errors else 200,
    )  # fmt: skip
