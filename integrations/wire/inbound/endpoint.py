"""The base of every address of a dialect: who calls, how often, whether they may, and errors in the dialect's form."""

import time
from typing import Any, ClassVar

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import View

from contacts.access.keys.limits import Meter
from integrations.credentials.queries import Caller
from integrations.wire.inbound import calls
from integrations.wire.inbound.faults import Fault, fault_of, refused

ALLOWANCE = Meter(table="integrations_credentialuse", column="key_id")
_log = structlog.get_logger("crm.dialect")


class Endpoint(View):
    """One address. A dialect's own base says ``dialect``, ``identify`` and ``refuse``; methods get ``caller``.

    Blind to cookies, so there is nothing for a page to forge and no CSRF token to ask for.
    """

    dialect: ClassVar[str] = ""
    rights: ClassVar[dict[str, str]] = {
        "GET": "read",
        "HEAD": "read",
        "POST": "write",
        "PUT": "write",
        "DELETE": "delete",
    }
    caller: Caller | None = None

    def identify(self, request: HttpRequest) -> Caller | None:
        """Who calls, None at addresses that are open; raises ``Refused``."""
        raise NotImplementedError

    def refuse(self, fault: Fault) -> HttpResponse:
        """The dialect's answer to a fault."""
        raise NotImplementedError

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view: Any = super().as_view(**initkwargs)
        view.csrf_exempt = True
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The answer, noted in the log of calls; answers are nobody else's to keep."""
        began, error = time.perf_counter(), ""
        response: HttpResponseBase
        try:
            response = self._answered(request, **kwargs)
        except Exception as exc:
            fault = fault_of(exc)
            if fault.status >= 500:
                _log.error("a call failed", exc_info=True, door=self.dialect)
            error, response = fault.kind, self.refuse(fault)
            for name, value in fault.headers.items():
                response[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        credential = self.caller.id if self.caller else None
        calls.remember(request, response, dialect=self.dialect, credential=credential, began=began, error=error)
        return response

    def _answered(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        self.admit(request)
        self.caller = self.identify(request)
        method = request.method or ""
        if self.caller is not None:
            _claim(self.caller)
        handler = getattr(self, method.lower(), None) if method in self.rights else None
        if handler is None:
            allowed = [name for name in self.rights if getattr(self, name.lower(), None)]
            raise refused(405, "method", f"{method} is not served here.", Allow=", ".join(allowed))
        if self.caller is not None and self.rights[method] not in self.caller.rights:
            raise refused(403, "forbidden", f"This credential may not {self.rights[method]}.")
        answered: HttpResponseBase = handler(request, **kwargs)
        return answered

    def admit(self, request: HttpRequest) -> None:
        """Raise ``Refused`` for requests that are not even asked who they are."""

    @property
    def question(self) -> tuple[str, str, str, int]:
        """What is asked and by whom, as far as the address tells it."""
        asked = self.request.META
        return self.dialect, asked.get("PATH_INFO", ""), asked.get("QUERY_STRING", ""), self.who.id

    @property
    def who(self) -> Caller:
        """The caller, where there must be one."""
        assert self.caller is not None
        return self.caller


def is_ahead_of_time(request: HttpRequest) -> bool:
    """Whether a browser fetches what somebody may come to want, or shows what a link leads to."""
    purposes = [request.headers.get(name, "").lower() for name in ("Sec-Purpose", "Purpose", "X-Moz")]
    return any("prefetch" in purpose or "preview" in purpose for purpose in purposes)


def _claim(caller: Caller) -> None:
    verdict = ALLOWANCE.claim(key=caller.id, limit=caller.per_minute)
    if not verdict.allowed:
        sentence = f"At most {verdict.limit} requests a minute."
        raise refused(429, "too_many", sentence, Retry_After=str(int(verdict.wait) + 1))
