"""The page behind the link in marketing mail: opening it changes nothing, a press of its button does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contacts.history.actor import Actor
from contacts.messages import operations, unsubscribing
from contacts.portal.frame.pages import holds_secret


@csrf_exempt  # mail programs post here without a page of ours before (RFC 8058); the token is the proof
@never_cache
@holds_secret
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST stop messages of this purpose; nobody's name or address is shown."""
    row = unsubscribing.opened(token)
    if row is None:
        return render(request, "portal/unsubscribe.html", {"title": "This link does not work"}, status=404)
    if request.method == "POST":
        actor = Actor(kind="contact", id=row.contact_id, label="The recipient", door="portal", door_detail="mail link")
        operations.stop(communication=row, actor=actor, ip=request.META.get("REMOTE_ADDR", ""))
        return render(request, "portal/unsubscribe.html", {"title": "You will get no more of these", "done": True})
    return render(request, "portal/unsubscribe.html", {"title": "No more of these messages?", "asks": True})


unsubscribe_urls: list[URLPattern] = [path("portal/unsubscribe/<str:token>", unsubscribe, name="unsubscribe")]
