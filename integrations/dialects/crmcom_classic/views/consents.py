"""A contact's own word on whether its data may be used: accepted or rejected."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse

from contacts.consents import operations as consents
from contacts.record.choices import ConsentState
from integrations.dialects.crmcom_classic.asking import identifiers
from integrations.dialects.crmcom_classic.asking.lookups import ClassicLookups
from integrations.dialects.crmcom_classic.views.frame import Classic
from integrations.dialects.crmcom_classic.words.lookups import hexed


class Accept(Classic):
    """``contact_information/accept_consent``."""

    state: ClassVar[ConsentState] = "ACCEPTED"

    def post(self, request: HttpRequest) -> HttpResponse:
        """The state, since when, and whose; an answer that stands already is not written again."""
        person = identifiers.one(self.said.get(identifiers.KEY), caller=self.who)
        event = consents.record(
            contact=person.id, purpose="data_use", channel="ANY", state=self.state, actor=self.who.actor()
        )
        found = {
            "contact_consent_state": self.state,
            "contact_consent_updated_date": ClassicLookups(self.who).time(event.at),
            "id": hexed(person.body["uuid"]),
        }
        return self.ok(self.chosen(found))


class Reject(Accept):
    """``contact_information/reject_consent``."""

    state = "REJECTED"
