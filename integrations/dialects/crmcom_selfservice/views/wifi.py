"""Letting a device of the contact into the WiFi."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse

from contacts.access.apps import queries as apps
from contacts.access.sessions.queries import SELF, WIFI
from integrations.dialects.crmcom_selfservice import errors
from integrations.dialects.crmcom_selfservice.views.base import KEY, TOKEN, SelfService
from integrations.dialects.crmcom_selfservice.whose import account_of
from integrations.dialects.crmcom_selfservice.wifi import operations as wifi
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.wire.inbound import bodies


class Authorisation(SelfService):
    """``/contacts/{id}/wifi/authorization``: the key says for which app, only the token says for whom."""

    proofs = (KEY, TOKEN)
    needs: ClassVar[tuple[str, ...]] = (WIFI, SELF)

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The device may come in; the platform is told soon. One that is in already is refused (line 387)."""
        self.own(ref)
        data = bodies.read_object(request, form=True)
        mac_address = reading.text(data, "mac_address", required=True)
        assert self.app is not None
        try:
            wifi.authorise(
                contact=self.contact, app=self.app.pk, mac_address=mac_address,
                integration=reading.text(data, "integration_id"), estimation=reading.text(data, "estimation_id"),
                site=reading.text(data, "site_id"),
            )  # fmt: skip
        except wifi.AlreadyAuthorised:
            sentence = "The device is authorised already."
            raise errors.told(400, "already_authorised", sentence, ["mac_address"]) from None
        if SELF in self.signed_in.scopes and apps.may(self.app, "mac_address"):
            wifi.enrol(account=account_of(self.signed_in), mac_address=mac_address, caller=self.knocker)
        return self.done()
