"""Who was signed in a while ago proves again who they are before what a desk left open must not be used for."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.errors import TooMany
from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from contacts.staff.frame.addresses import own_url
from contacts.staff.frame.tries import TOO_MANY, tried

P = ParamSpec("P")
PROVED, RECENT = "proved_at", 300  # seconds
WRONG = "That is not your password, or it was tried too often. It minds capital letters."


def remember(request: HttpRequest, *, at: float | None = None) -> None:
    """The password was given, now or ``at`` (seconds since 1970)."""
    request.session[PROVED] = time.time() if at is None else at


def is_recent(request: HttpRequest) -> bool:
    """Whether it was within five minutes."""
    return 0 <= time.time() - float(request.session.get(PROVED, 0)) < RECENT


def recently_proved(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Ask for the password first, unless it was given within five minutes; then go on with what was asked for."""

    @staff_only
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return asked(request) or view(request, *args, **kwargs)

    return guarded


def asked(request: HttpRequest, *, is_file: bool = False) -> HttpResponse | None:
    """Return the page that asks for the password, and None when it was given within five minutes.

    It leads on to the page, or back to where the file was asked for, which then comes. What was posted waits in the
    page and is posted again with the password; files that are sent up would not.
    """
    if is_recent(request):
        return None
    back = own_url(request, request.headers.get("Referer", ""))
    if request.method != "POST":
        query = {"next": request.get_full_path(), "back": back, "file": "1" if is_file else ""}
        on = urlencode({name: value for name, value in query.items() if value})
        return HttpResponseRedirect(f"{reverse('staff:account-confirm')}?{on}")
    form = PasswordForm(request, prefix="own")
    if form.is_valid():
        _let_on(request)
        return None
    waiting = [(name, value) for name, values in request.POST.lists() for value in values]
    return _page(request, form, leave=back, waiting=[each for each in waiting if each[0] not in form.own_names()])


@staff_only
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then go on; a file is fetched from the page that it was asked for on."""
    form = PasswordForm(request)
    on, back = (own_url(request, request.GET.get(name, "")) for name in ("next", "back"))
    back = back or reverse("staff:account")
    if not form.is_valid():
        return _page(request, form, leave=back)
    _let_on(request)
    if on and "file" in request.GET:
        shell.fetch(request=request, url=on)
        on = back
    return HttpResponseRedirect(on or back)


class PasswordForm(forms.Form):
    """One's own password once more; tries are counted with those of signing in."""

    use_required_attribute = False
    password = forms.CharField(
        label="Password", strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": "Type your password."},
    )  # fmt: skip
    wait = 0  # seconds until this network address may try again

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.request = request
        self.is_bound = self.add_prefix("password") in request.POST
        if self.is_bound:
            self.data = request.POST

    def own_names(self) -> tuple[str, ...]:
        """What it adds itself to what is posted."""
        return "csrfmiddlewaretoken", self.add_prefix("password")

    def clean_password(self) -> str:
        """Compare it, also when the name is shut: it takes as long."""
        password: str = self.cleaned_data["password"]
        user = self.request.user
        try:
            with tried(self.request, user.get_username()) as is_open:
                if not (user.check_password(password) and is_open):
                    raise ValidationError(WRONG)
        except TooMany as exc:
            self.wait = exc.wait
            raise ValidationError(TOO_MANY) from None
        return password


def _let_on(request: HttpRequest) -> None:
    request.session.cycle_key()
    remember(request)


def _page(request: HttpRequest, form: PasswordForm, *, leave: str, waiting: Any = ()) -> HttpResponse:
    text = "Your password once more, so that nobody else does this at a desk that you left. It then holds five minutes."
    context = {
        "form": form, "text": text, "button": "Go on", "tone": "primary", "waiting": waiting,
        "leave": leave or reverse("staff:dashboard"),
    }  # fmt: skip
    status = 429 if form.wait else 422 if form.errors else 200
    response = shell.render_page(
        request=request, template="staff/sure.html", title="Is it you?", context=context, status=status
    )
    add_never_cache_headers(response)
    if form.wait:
        response["Retry-After"] = str(form.wait)
    return response
