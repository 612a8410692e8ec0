"""Giving one's password once more, then going on to where one was."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.errors import TooMany, Wrong
from contacts.staff.frame import proving, shell
from contacts.staff.frame.access import staff_only
from contacts.staff.frame.addresses import own_url
from contacts.staff.frame.tries import TOO_MANY, tried
from contacts.staff.second_factor.forms import PasswordForm
from contacts.staff.second_factor.turning_on import trail

WRONG = "That is not your password, or it was tried too often. It minds capital letters."


@staff_only
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password; tries are counted with those of signing in."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    wait = 0
    if form.is_valid():
        try:
            _compare(request, form.cleaned_data["password"])
            request.session.cycle_key()
            proving.remember(request)
            return HttpResponseRedirect(own_url(request, request.GET.get("next", "")) or reverse("staff:account"))
        except Wrong:
            form.add_error("password", WRONG)
        except TooMany as exc:
            wait = exc.wait
            form.add_error("password", TOO_MANY)
    response = shell.render_page(
        request=request, template="staff/second_factor/sure.html", title="Is it you?", trail=trail(),
        context={"form": form, "text": "Your password once more: you are about to change how you sign in.",
                 "button": "Go on", "tone": "primary", "leave": reverse("staff:account")},
        status=429 if wait else 422 if form.errors else 200,
    )  # fmt: skip
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _compare(request: HttpRequest, password: str) -> None:
    with tried(request, request.user.get_username()) as is_open:
        is_right = request.user.check_password(password)  # also when it is shut: it takes as long
        if not (is_open and is_right):
            raise Wrong
