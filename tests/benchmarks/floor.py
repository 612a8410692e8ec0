"""The product's settings with addresses that answer from memory: what its server and middleware cost by themselves."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from crmsite.settings import *  # noqa: F403
from tests.benchmarks.applications import kept_answers

ROOT_URLCONF = "tests.benchmarks.floor"
ANSWERS = kept_answers()


def answer(request: HttpRequest) -> HttpResponse:
    """The bytes that the product answered."""
    return HttpResponse(ANSWERS[request.path], content_type="application/json")


urlpatterns = [path(name.lstrip("/"), answer) for name in ANSWERS]
