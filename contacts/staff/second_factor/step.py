"""The second step of signing in: a code of an app, or one that was kept for the day the app is gone."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from contacts.access.errors import TooMany, Wrong
from contacts.access.factors import checking
from contacts.access.factors.checking import Shut, Spent, Step
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import pending, shell
from contacts.staff.frame.pending import PendingSignIn
from contacts.staff.frame.tries import TOO_MANY, address_of, know_device, known_device
from contacts.staff.second_factor.forms import CodeForm, RecoveryForm

HOUR = 3_600


class Way(Struct, frozen=True, kw_only=True):
    """One of the two ways: what is asked, how it is taken (returning what to tell next), and the way to the other."""

    title: str
    text: str
    form: type[forms.Form]
    take: Callable[[Step, str], str]
    wrong: str
    other: str
    other_name: str


def _by_code(step: Step, given: str) -> str:
    checking.by_code(step, given)
    return ""


def _by_recovery_code(step: Step, given: str) -> str:
    left = checking.by_recovery_code(step, given, actor=actor_of(step.user))
    return f"That recovery code is used up. {left} left." + (" Make new ones on your account’s page." * (left < 3))


CODE = Way(
    title="Your code",
    text="Your password is right. Now the code that your authenticator app shows.",
    form=CodeForm,
    take=_by_code,
    wrong="That code is not right, or was used already. Type the one that the app shows now; each lasts 30 seconds.",
    other="staff:second-step-recovery",
    other_name="Use a recovery code",
)
RECOVERY = Way(
    title="A recovery code",
    text="One of the ten codes that you kept when you turned the second factor on. Each works once.",
    form=RecoveryForm,
    take=_by_recovery_code,
    wrong="That is none of your recovery codes, or it was used already.",
    other="staff:second-step",
    other_name="Use the app",
)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest, *, way: Way) -> HttpResponse:
    """Ask whoever gave the right password for the code, and let them in; strangers begin at the password."""
    now = pending.found(request, "code")
    if now is None:
        return redirect("staff:sign-in")
    form = way.form(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, way, form, status=422 if form.is_bound else 200)
    name = now.user.get_username()
    step = Step(user=now.user, challenge=now.challenge, ip=address_of(request), device=known_device(request, name))
    try:
        told = way.take(step, form.cleaned_data["code"])
    except (Wrong, Spent, Shut, TooMany) as refusal:
        return _refused(request, way, form, refusal)
    return _let_in(request, now, told)


def _let_in(request: HttpRequest, now: PendingSignIn, told: str) -> HttpResponse:
    pending.finish(request, now)
    if told:
        shell.toast(request=request, text=told, tone="info")
    response = HttpResponseRedirect(now.then)
    know_device(request, response, now.user.get_username())
    return response


def _refused(request: HttpRequest, way: Way, form: forms.Form, refusal: Exception) -> HttpResponse:
    if isinstance(refusal, Wrong):
        form.add_error("code", way.wrong)
        return _page(request, way, form, status=422)
    if isinstance(refusal, Spent):
        pending.give_up(request)
        form.add_error(None, "Five codes were wrong. Begin again with your password.")
        return _page(request, way, form, status=422, is_over=True)
    wait = refusal.wait if isinstance(refusal, (Shut, TooMany)) else 0
    sentence = TOO_MANY
    if isinstance(refusal, Shut):
        hours = -(-wait // HOUR)
        sentence = f"Too many wrong codes. Wait {hours} hours, or have a colleague take your second factor away."
    form.add_error(None, sentence)
    response = _page(request, way, form, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def _page(request: HttpRequest, way: Way, form: forms.Form, *, status: int, is_over: bool = False) -> HttpResponse:
    context = {
        "title": way.title, "theme": shell.theme_of(request), "text": way.text, "form": form, "is_over": is_over,
        "other": way.other_name, "other_url": reverse(way.other),
    }  # fmt: skip
    return render(request, "staff/second_factor/step.html", context, status=status)
