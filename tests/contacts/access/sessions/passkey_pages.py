"""The least that a page needs to add a passkey and to sign in with one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_POST

from contacts.access.caller import Caller
from contacts.access.errors import Refused
from contacts.access.passkeys import operations
from contacts.access.sessions import operations as sessions
from contacts.access.sessions.models import Kind
from contacts.access.sessions.queries import Principal, authenticate_cookie

COOKIE = "portal"
PAGE = """<!doctype html><html lang="en"><head><title>Passkeys</title><link rel="icon" href="data:,">
<script src="/static/js/passkey.js" defer></script></head>
<body><h1>{{ who }}</h1>
<form method="post" action="/passkeys/add" data-passkey="add" data-begin="/passkeys/add/begin"
      data-cancelled="Cancelled." data-failed="It did not work." hidden>{% csrf_token %}
  <input name="name" value="Laptop" aria-label="Name"><input type="hidden" name="token">
  <input type="hidden" name="credential"><button>Add a passkey</button><p role="status"></p></form>
<form method="post" action="/passkeys/sign-in" data-passkey="sign-in" data-begin="/passkeys/sign-in/begin"
      data-cancelled="Cancelled." data-failed="It did not work." hidden>{% csrf_token %}
  <input type="hidden" name="token"><input type="hidden" name="credential">
  <button>Sign in with a passkey</button><p role="status"></p></form></body></html>"""


def caller(request: HttpRequest) -> Caller:
    return Caller(ip=request.META["REMOTE_ADDR"], agent=request.META.get("HTTP_USER_AGENT", ""))


def principal(request: HttpRequest) -> Principal | None:
    return authenticate_cookie(request.COOKIES.get(COOKIE, ""))


def page(request: HttpRequest) -> HttpResponse:
    found = principal(request)
    who = f"Signed in as account {found.account}" if found else request.GET.get("said", "Nobody")
    return HttpResponse(engines["django"].from_string(PAGE).render({"who": who}, request))


@require_POST
def begin_add(request: HttpRequest) -> HttpResponse:
    found = principal(request)
    if found is None:
        return HttpResponse(status=401)
    question = operations.begin_registration(principal=found, name="ada@example.org")
    return JsonResponse({"token": question.token, "options": question.options})


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    found = principal(request)
    assert found is not None
    given = {name: request.POST[name] for name in ("token", "credential", "name")}
    operations.finish_registration(principal=found, caller=caller(request), **given)
    return HttpResponseRedirect("/passkeys/")


@require_POST
def begin_sign_in(request: HttpRequest) -> HttpResponse:
    question = operations.begin_sign_in(caller=caller(request))
    return JsonResponse({"token": question.token, "options": question.options})


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    try:
        account = operations.finish_sign_in(token=request.POST["token"], credential=request.POST["credential"])
    except Refused:
        return HttpResponseRedirect("/passkeys/?said=Refused")
    begun = sessions.begin(account=account, kind=Kind.BROWSER, caller=caller(request), method="PASSKEY")
    answer = HttpResponseRedirect("/passkeys/")
    answer.set_cookie(COOKIE, begun.cookie or "", httponly=True, samesite="Lax")
    return answer


urlpatterns = [
    path("passkeys/", page),
    path("passkeys/add/begin", begin_add),
    path("passkeys/add", add),
    path("passkeys/sign-in/begin", begin_sign_in),
    path("passkeys/sign-in", sign_in),
]
