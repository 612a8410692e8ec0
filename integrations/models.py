"""Import hub: Django finds every model here; the models live in their packages."""

from integrations.connections.models import Connection, ExternalId, ExternalReference, Lane
from integrations.credentials.models import Credential, CredentialDay, CredentialUse, Token
from integrations.dialects.crmcom_selfservice.wifi.models import WifiAuthorisation
from integrations.outbox.models import Attempt, Delivery
from integrations.wire.models import Call, CallDay

__all__ = [
    "Attempt",
    "Call",
    "CallDay",
    "Connection",
    "Credential",
    "CredentialDay",
    "CredentialUse",
    "Delivery",
    "ExternalId",
    "ExternalReference",
    "Lane",
    "Token",
    "WifiAuthorisation",
]
