"""What all calls of this dialect have in common: the token beside the parameters, and the envelope around answers."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse

from integrations.credentials import tokens
from integrations.credentials.queries import Caller
from integrations.dialects.crmcom_classic import errors
from integrations.dialects.crmcom_classic.asking.rendering import fields_of, selected
from integrations.dialects.crmcom_classic.words.values import NAME
from integrations.wire.inbound import bodies
from integrations.wire.inbound.authentication import unauthenticated, wrong
from integrations.wire.inbound.endpoint import Endpoint
from integrations.wire.inbound.faults import Fault, refused

LIFETIME = dt.timedelta(hours=2)
MULTIPART = "multipart/form-data"


class Classic(Endpoint):
    """The token stands in the query of a GET, in the JSON of a POST, in a field of a form; nowhere else."""

    dialect = NAME

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """The parameters of the call; of one that is named twice the last counts."""
        request = self.request
        if request.method not in ("POST", "PUT"):
            return dict(request.GET.items())
        if (request.content_type or "") == MULTIPART:
            return dict(request.POST.items())
        return bodies.read_object(request, form=True)

    def identify(self, request: HttpRequest) -> Caller | None:
        token = self.said.get("token")
        if not isinstance(token, str) or not token:
            raise unauthenticated("The token of a log-in is needed.")
        caller = tokens.caller_with(dialect=NAME, token=token)
        if caller is None:
            raise wrong(request)
        return caller

    def refuse(self, fault: Fault) -> HttpResponse:
        return errors.refuse(fault)

    def ok(self, data: Any, *, text: str | None = "") -> HttpResponse:
        """The envelope; ``text`` is null or empty as the method's sample has it."""
        return bodies.answer({"data": data, "status": errors.status("OK", text)})

    def listed(self, entries: Iterable[bytes]) -> HttpResponse:
        """The envelope around a list of what is JSON already."""
        head = bodies.encoded(errors.status("OK", None))
        return HttpResponse(b'{"data":[%b],"status":%b}' % (b",".join(entries), head), content_type=bodies.JSON)

    def chosen(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What ``fields_set`` asks for, obeyed literally."""
        return selected(data, fields_of(self.said))


class Nothing(Classic):
    """Addresses below theirs that lead nowhere."""

    def identify(self, request: HttpRequest) -> Caller | None:
        raise refused(404, "nowhere", "There is no such method.")
