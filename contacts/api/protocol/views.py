"""The base of every resource: the caller's key, its allowance of the minute, and the scope that a method needs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from rest_framework.exceptions import Throttled
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from contacts.access.keys import limits
from contacts.api.protocol.authentication import ApiKeyAuthentication, principal_of, require_scope
from contacts.api.protocol.problems import handle

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class OnlyJson(BaseContentNegotiation):
    """JSON whatever is asked for: there is one form, and refusing a browser's Accept would help nobody."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0] if parsers else None

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class Resource(APIView):
    """A path of the API. ``reads`` and ``writes`` are the scopes its methods need."""

    authentication_classes = [ApiKeyAuthentication]
    permission_classes = []
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = OnlyJson
    reads = "contacts:read"
    writes = "contacts:write"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who it is, whether the minute's allowance lasts, and whether they may."""
        super().initial(request, *args, **kwargs)
        principal = principal_of(request)
        verdict = limits.claim(key=principal.id, limit=principal.per_minute)
        self.limit_headers = verdict.headers()
        if not verdict.allowed:
            raise Throttled(wait=verdict.wait, detail=f"At most {verdict.limit} requests a minute with this key.")
        require_scope(request, self.reads if request.method in READING else self.writes)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], HttpResponse | None]:
        return handle

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Say how much of the allowance is left, and that an answer is nobody else's to keep."""
        for name, value in getattr(self, "limit_headers", {}).items():
            response[name] = value
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
