"""Import hub: Django finds every model here; the models live in their packages."""

from integrations.connections.models import Connection, ExternalId, ExternalReference, Lane
from integrations.credentials.models import Credential, CredentialChange, CredentialDay, CredentialUse, Token
from integrations.dialects.crmcom_selfservice.wifi.models import WifiAuthorisation
from integrations.outbox.models import Attempt, Delivery
from integrations.sync.models import Conflict, Finding, Run
from integrations.wire.models import Call, CallDay

__all__ = [
    "Attempt",
    "Call",
    "CallDay",
    "Conflict",
    "Connection",
    "Credential",
    "CredentialChange",
    "CredentialDay",
    "CredentialUse",
    "Delivery",
    "ExternalId",
    "ExternalReference",
    "Finding",
    "Lane",
    "Run",
    "Token",
    "WifiAuthorisation",
]
