"""Registering: a person says who they are and how they sign in."""

import hmac
from typing import Any

from django.http import HttpRequest, HttpResponse

from contacts.access.accounts import registering
from contacts.access.apps import queries as apps
from contacts.options import queries as options
from contacts.record.errors import FieldError, Invalid
from contacts.record.patch import ContactPatch
from integrations.dialects.crmcom_selfservice.options import PASS_CODES
from integrations.dialects.crmcom_selfservice.table import REGISTRATION
from integrations.dialects.crmcom_selfservice.views.entrance.arriving import Entrance
from integrations.dialects.crmcom_selfservice.views.entrance.signing_in import PROVIDERS, vouched_for
from integrations.dialects.crmcom_selfservice.whose import OwnLookups
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.dialects.crmcom_selfservice.words.spelling import otp_answer
from integrations.mapping.draft import Misread
from integrations.mapping.sources import BLANK
from integrations.wire.inbound import bodies

REGISTERING = tuple(one for one in PROVIDERS if one != "MAC_ADDRESS")
REQUIRED = ("first_name", "last_name")


class Register(Entrance):
    """``/contacts/register``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tokens for who chose a password or whom a provider vouches for, else a code that is sent."""
        data = bodies.read_object(request)
        identity = reading.inner(data, "identity")
        provider = reading.choice(identity, "provider", REGISTERING)
        _check_pass_code(reading.text(data, "pass_code"))
        if provider not in ("EMAIL", "PHONE"):
            token = reading.text(identity, "token", required=True, most=reading.MOST_TEXT)
            return self.arrive(vouched_for(self, provider, token), method=provider, status=self._created)
        if missing := [name for name in REQUIRED if data.get(name) in (None, "")]:
            raise Misread(FieldError(name, "required", "Expected a value.") for name in missing)
        return self._registered(provider, data, identity)

    @property
    def _created(self) -> int:
        return 201 if self.version > 1 else 200

    def _registered(self, provider: str, data: dict[str, Any], identity: dict[str, Any]) -> HttpResponse:
        by_mail = provider == "EMAIL"
        name = "username" if by_mail else "phone_number"
        password = reading.text(identity, "password", most=1_000) if by_mail else ""
        known = OwnLookups()
        parsed = REGISTRATION.parse(data, current=BLANK, known=known)
        known.check(parsed)
        names = {"address": f"identity.{name}", "password": "identity.password"} | parsed.names
        try:
            done = registering.register(
                provider=provider, address=reading.text(identity, name, required=True), password=password or None,
                country=reading.text(identity, "country_code") or None, caller=self.knocker,
                patch=_person(parsed.patch), prove_by=self._proof(identity) if password else "code",
            )  # fmt: skip
        except Misread:
            raise
        except Invalid as exc:
            raise reading.renamed(exc, names) from None
        if done.challenge is not None:
            return bodies.answer(otp_answer(done.challenge), status=self._created)
        return self.arrive(done.account, method="password", status=self._created)

    def _proof(self, identity: dict[str, Any]) -> str:
        """A link is mailed, unless a server that may do so says that it need not be."""
        assert self.app is not None
        wanted = reading.flag(identity, "validation_required")
        return "nothing" if wanted is False and apps.may(self.app, "validation_optional") else "link"


def _person(patch: ContactPatch) -> ContactPatch:
    return patch if patch != ContactPatch() else ContactPatch(kind="person")


def _check_pass_code(sent: str) -> None:
    """An invalid one stops the registration (line 836)."""
    known = options.get(PASS_CODES).split()
    if sent and not any(hmac.compare_digest(sent.encode(), one.encode()) for one in known):
        raise reading.misread("pass_code", "invalid", "This pass code is not valid.")
