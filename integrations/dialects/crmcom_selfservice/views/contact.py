"""The contact's own record, what it agreed to, and what it prefers."""

from contextlib import AbstractContextManager
from typing import Any

from django.http import HttpRequest, HttpResponse

from contacts.access.owners import leaving
from contacts.access.sessions import queries as sessions
from contacts.consents import operations as consents
from contacts.consents.log.evidence import evidence
from contacts.consents.preferences import operations as preferring
from contacts.consents.preferences import queries as preferences
from contacts.consents.preferences.models import PreferenceType
from contacts.directory.commands import NotFound
from contacts.directory.reading import stored
from contacts.lookups import queries as lookups
from contacts.options import queries as options
from contacts.record.choices import ConsentState
from integrations.dialects.crmcom_selfservice import errors
from integrations.dialects.crmcom_selfservice.options import FRESH_SIGN_IN, TAX_EXEMPT
from integrations.dialects.crmcom_selfservice.table import DEMOGRAPHICS, EMAIL_ADDRESS, MISSPELT, TABLE, TAX
from integrations.dialects.crmcom_selfservice.views.base import SelfService
from integrations.dialects.crmcom_selfservice.whose import (
    OwnLookups,
    account_of,
    as_uuid,
    body_of,
    body_stored,
    document_of,
    plain,
)  # fmt: skip
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.dialects.crmcom_selfservice.words.spelling import preference
from integrations.wire.inbound import bodies, people
from integrations.wire.rendering import render

STATES: tuple[ConsentState, ...] = ("ACCEPTED", "REJECTED", "PENDING")


class Contact(SelfService):
    """``/contacts/{id}``."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """What is known of the contact that it may see."""
        self.own(ref)
        mine = self.signed_in
        if mine.contact is None:
            return bodies.answer(self.shown(ref))
        found = stored.one(mine.contact)
        try:
            (document,) = render(found, OwnLookups(found.state), document_of(mine.account_uuid))
        except NotFound:
            raise errors.not_found("contact", ref) from None
        return HttpResponse(document, content_type=bodies.JSON)

    def put(self, request: HttpRequest, ref: str) -> HttpResponse:
        """Change what is named; the rest stays."""
        self.own(ref)
        person, known = self._person(ref), OwnLookups()
        known.load(TABLE, [person.body])
        data = _sent(bodies.read_object(request, form=True))
        if EMAIL_ADDRESS in data and data[EMAIL_ADDRESS] != TABLE.render(person.body, known)[EMAIL_ADDRESS]:
            self._require_fresh()
        with self._evidence():
            people.update(
                TABLE, data, person, caller=self.owner, known=known, also=lambda parsed, _: known.check(parsed)
            )
        return bodies.answer({"id": self.owner.shown_id})

    def delete(self, request: HttpRequest, ref: str) -> HttpResponse:
        """Leave: the account ends, and what the business keeps of the contact stays."""
        self.own(ref)
        self._require_fresh()
        leaving.unregister(account=account_of(self.signed_in), caller=self.knocker)
        return self.done()

    def shown(self, ref: str) -> dict[str, Any]:
        """The contact as answers have it; raises ``Refused``."""
        mine, known = self.signed_in, OwnLookups()
        body = body_stored(mine.contact) if mine.contact is not None else body_of(account_of(mine))
        if body["is_archived"]:
            raise errors.not_found("contact", ref)
        known.load(TABLE, [body])
        return plain(TABLE.render(body, known), mine.account_uuid)

    def _person(self, ref: str) -> people.Person:
        try:
            return people.find(self.contact, caller=self.owner)
        except NotFound:
            raise errors.not_found("contact", ref) from None

    def _require_fresh(self) -> None:
        if options.get(FRESH_SIGN_IN):
            sessions.require_fresh(self.signed_in.strong_at)

    def _evidence(self) -> AbstractContextManager[None]:
        return evidence(consents.made(purpose="data_use", ip=self.knocker.ip))


class Demographics(Contact):
    """``/contacts/{id}/demographics``, of which the document kept the heading: what ``PUT`` takes, shown."""

    put = delete = None  # type: ignore[assignment]

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The demographics alone."""
        self.own(ref)
        return bodies.answer(self.shown(ref)[DEMOGRAPHICS])


class Consents(SelfService):
    """``/contacts/{id}/consents``."""

    def put(self, request: HttpRequest, ref: str) -> HttpResponse:
        """Whether the contact's data may be used."""
        self.own(ref)
        state = reading.choice(bodies.read_object(request, form=True), "consent_state", STATES)
        consents.record(
            contact=self.contact, purpose="data_use", channel="ANY", actor=self.owner.actor(), ip=self.knocker.ip,
            state=next(one for one in STATES if one == state),
        )  # fmt: skip
        return bodies.answer({"id": self.owner.shown_id})


class Preferences(SelfService):
    """``/contacts/{id}/preferences``, of which the document kept the heading."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The organisations that are preferred, and for what."""
        self.own(ref)
        rows = preferences.organisations(self.contact)
        return bodies.answer({"organisations": [preference(row) for row in rows]})

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        """One more, named by its UUID alone: numbers that are tried out would tell who the customers are."""
        self.own(ref)
        data = bodies.read_object(request, form=True)
        asked, type_ = reading.text(data, "organisation_id", required=True), reading.text(data, "type")
        found = lookups.find("organisation", [asked]) if as_uuid(asked) else {}
        reading.choice({"type": type_}, "type", tuple(PreferenceType.values))
        if not found:
            raise errors.not_found("organisation", asked)
        row = preferring.prefer_organisation(
            contact=self.contact, organisation=found[asked], type=type_.upper(), actor=self.owner.actor()
        )
        return bodies.answer({"id": preference(row)["id"]})


def _sent(data: dict[str, Any]) -> dict[str, Any]:
    """What was sent by the right names, without what is for staff to say."""
    named = {MISSPELT.get(key, key): value for key, value in data.items()}
    if not options.get(TAX_EXEMPT):
        named.pop(TAX, None)
    return named
