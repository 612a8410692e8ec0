"""Consents as other systems spell them: flags and states that are views of the one current state.

Every dialect reads and writes through ``VIEWS`` by the names here; the record's ``consents`` stay the only place where
anything is stored.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from contacts.record.choices import ConsentChannel, ConsentPurpose, ConsentState
from contacts.record.consents import Consents, effective
from contacts.record.errors import invalid
from contacts.record.patch import ContactPatch

Said = bool | ConsentState | None


class View(Struct, frozen=True):
    """One flag or state: where it stands, what true means, and whether it is the state itself rather than a flag."""

    purpose: ConsentPurpose
    channel: ConsentChannel
    true: ConsentState = "ACCEPTED"
    is_state: bool = False

    def read(self, consents: Consents) -> Said:
        """What the contact's consents say here; None when nothing is known, and for a flag when it is still open."""
        state = effective(consents, self.purpose, self.channel)
        if self.is_state:
            return state
        return None if state in (None, "PENDING") else state == self.true

    def state(self, value: Any, name: str) -> ConsentState:
        """The state that ``value`` asks for; raises ``Invalid`` at ``name``."""
        if self.is_state:
            for known in ("ACCEPTED", "REJECTED", "PENDING"):
                if value == known:
                    return known
            raise invalid(name, "invalid_choice", "Expected ACCEPTED, REJECTED or PENDING.")
        if not isinstance(value, bool):
            raise invalid(name, "invalid", "Expected true or false.")
        other: ConsentState = "REJECTED" if self.true == "ACCEPTED" else "ACCEPTED"
        return self.true if value else other


VIEWS: dict[str, View] = {
    # WebinOne: IsDataUsingAllowed (seeds/000, line 36)
    "is_data_using_allowed": View("data_use", "ANY"),
    # CRM.COM self-service: registration and profile (seeds/001, lines 867-869 and 1055-1058)
    "service_acceptance": View("service", "ANY"),
    "email_opt_out": View("marketing", "EMAIL", true="REJECTED"),
    "sms_opt_out": View("marketing", "SMS", true="REJECTED"),
    "consent_state": View("data_use", "ANY", is_state=True),
    # CRM.COM classic (seeds/002, lines 3404-3405)
    "send_direct_marketing_material": View("marketing", "ANY"),
    "send_affiliate_marketing_material": View("affiliate_marketing", "ANY"),
    # Administrate (seeds/003, lines 36 and 54)
    "dont_mail": View("marketing", "POST", true="REJECTED"),
    "no_third_party": View("third_party", "ANY", true="REJECTED"),
}


def read(consents: Consents, name: str) -> Said:
    """One view of a record's consents; a vendor that knows no null renders None as its document's default."""
    return VIEWS[name].read(consents)


def written(values: Mapping[str, Any]) -> ContactPatch:
    """The patch that views ask for by name; null says nothing, as does a view that is not there; raises ``Invalid``."""
    consents: dict[ConsentPurpose, dict[ConsentChannel, ConsentState]] = {}
    for name, value in values.items():
        if value is not None:
            view = VIEWS[name]
            consents.setdefault(view.purpose, {})[view.channel] = view.state(value, name)
    return ContactPatch(consents=consents) if consents else ContactPatch()


def unspoken(consents: Consents, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` without those that say what holds already: an echo of what was read must not become a new answer."""
    return {name: value for name, value in values.items() if VIEWS[name].read(consents) != value}
