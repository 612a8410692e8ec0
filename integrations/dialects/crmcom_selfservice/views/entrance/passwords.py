"""Forgotten passwords, and links that are taken out of mails."""

from typing import ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from contacts.access import sending
from contacts.access.accounts import passwords, verifying
from contacts.access.sessions.queries import SELF
from integrations.dialects.crmcom_selfservice.views.base import SelfService, principal_of, token_of
from integrations.dialects.crmcom_selfservice.views.entrance.arriving import Entrance
from integrations.dialects.crmcom_selfservice.whose import account_of
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.wire.inbound import bodies
from integrations.wire.inbound.endpoint import is_ahead_of_time


class Forgot(Entrance):
    """``/contacts/forgot_password``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """A link is mailed to the stored address of whoever that is, if it is anybody."""
        data = bodies.read_object(request, form=True)
        passwords.forgot(username=reading.text(data, "username", required=True), caller=self.knocker)
        return self.done()


class Change(SelfService):
    """``/contacts/change_password``."""

    proofs = ()

    def post(self, request: HttpRequest) -> HttpResponse:
        """A new password by the token of a mailed link; nobody is signed in by it."""
        data = bodies.read_object(request, form=True)
        token = reading.text(data, "token", required=True)
        passwords.reset(
            token=token, password=reading.text(data, "password", required=True, most=1_000), caller=self.knocker
        )
        return self.done()


class VerifyEmail(SelfService):
    """``/contacts/verify_email/{token}``, in v2 ``?token=``."""

    proofs = ()
    rights: ClassVar[dict[str, str]] = {"GET": "read", "POST": "write"}

    def get(self, request: HttpRequest, token: str = "") -> HttpResponse:
        """For a program it is done. A browser, or what scans mails, is led to a page with a button."""
        token = token or request.GET.get("token", "")
        if _is_opened(request):
            return HttpResponseRedirect(f"{sending.page(sending.PAGES['verify'])}?{urlencode({'token': token})}")
        return self.post(request, token)

    def post(self, request: HttpRequest, token: str = "") -> HttpResponse:
        """The address is proven; who sends their own access token too stays signed in."""
        own = principal_of(request, self.app, (SELF,)) if token_of(request) else None
        verifying.by_link(
            token=token or request.GET.get("token", ""), caller=self.knocker, keeps_new=True,
            signed_in=account_of(own) if own else None,
        )  # fmt: skip
        return self.done()


def _is_opened(request: HttpRequest) -> bool:
    """Whether a browser opens the address or puts it into a page: what a program asks for names itself otherwise."""
    by_itself = request.headers.get("Sec-Fetch-Mode", "") in ("navigate", "no-cors")
    return by_itself or is_ahead_of_time(request) or "text/html" in request.headers.get("Accept", "")
