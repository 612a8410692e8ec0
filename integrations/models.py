"""Import hub: Django finds every model here; the models live in their packages."""

from integrations.credentials.models import Credential, CredentialDay, CredentialUse, Token
from integrations.dialects.crmcom_selfservice.wifi.models import WifiAuthorisation
from integrations.wire.models import Call, CallDay

__all__ = ["Call", "CallDay", "Credential", "CredentialDay", "CredentialUse", "Token", "WifiAuthorisation"]
