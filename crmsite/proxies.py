"""Whose address a request has, when it came through proxies that the operator named."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class TrustedProxies:
    """Sets REMOTE_ADDR to the address that the outermost trusted proxy saw.

    TRUSTED_PROXY_COUNT is how many proxies stand in front; each appends one address to X-Forwarded-For, so
    only that many entries from the right are believed. With 0 the header is ignored: anybody can send it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = settings.TRUSTED_PROXY_COUNT
        if count:
            seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            if len(seen) >= count and seen[-count]:
                request.META["REMOTE_ADDR"] = seen[-count]
        return self.get_response(request)
