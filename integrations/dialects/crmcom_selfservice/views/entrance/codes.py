"""One-time codes: asked for with what somebody says of themselves, and given back."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from contacts.access.apps import queries as apps
from contacts.access.codes import operations as codes
from contacts.access.identities import lookup
from contacts.record.errors import Invalid
from integrations.dialects.crmcom_selfservice import errors
from integrations.dialects.crmcom_selfservice.views.entrance.arriving import Entrance
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.dialects.crmcom_selfservice.words.spelling import otp_answer
from integrations.wire.inbound import bodies


class Otp(Entrance):
    """``/contacts/otp``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Where a code goes and what it is given back with, the same for everybody."""
        return self.asked(bodies.read_object(request, form=True))

    def asked(self, data: dict[str, Any]) -> HttpResponse:
        """A code sent, to whom the credentials mean or again for a challenge."""
        said, challenge = reading.credentials(data)
        method = reading.text(data, "send_method", "method").upper()
        try:
            if challenge and not said:
                found = codes.again(challenge=challenge, caller=self.knocker)
            else:
                found = codes.ask(credentials=said, caller=self.knocker, method=method)
        except Invalid as exc:
            raise reading.renamed(exc, {"method": "send_method"}) from None
        return bodies.answer(otp_answer(found))


class Validate(Otp):
    """``/contacts/validate``, whose heading the document lost: whether somebody can be found."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """With ``send_method`` as ``/contacts/otp``; without it nothing is told but to servers that may know."""
        data = bodies.read_object(request, form=True)
        if reading.text(data, "send_method", "method"):
            return self.asked(data)
        said, _ = reading.credentials(data)
        lookup.check(said)
        assert self.app is not None
        if apps.may(self.app, "lookup") and not lookup.is_known(credentials=said, caller=self.knocker):
            raise errors.not_found("contact", "")
        return HttpResponse(content_type=bodies.JSON)


class ValidateOtp(Entrance):
    """``/contacts/validate-otp``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tokens for the right code, named by its challenge or by what it was asked for with."""
        data = bodies.read_object(request, form=True)
        said, challenge = reading.credentials(data)
        code = reading.text(data, "code", required=True)
        if not challenge:
            lookup.check(said)
        account = codes.check(code=code, caller=self.knocker, challenge=challenge or None, credentials=said)
        return self.arrive(account, method="code")
