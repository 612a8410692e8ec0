"""What this dialect serves, for people and programs."""

from integrations.dialects.base import Dialect
from integrations.dialects.crmcom_selfservice.connector import SelfService
from integrations.dialects.crmcom_selfservice.described.operations import OPERATIONS
from integrations.dialects.crmcom_selfservice.table import NAME, TABLE
from integrations.dialects.crmcom_selfservice.urls import urlpatterns

DIALECT = Dialect(
    name=NAME,
    title="CRM.COM Self-Service API v1 and v2",
    about="What customers do for themselves: an app's api_key to sign in, then the contact's own access token.",
    table=TABLE,
    operations=OPERATIONS,
    urlpatterns=urlpatterns,
    security={"type": "apiKey", "in": "header", "name": "api_key"},
    curl="-H 'api_key: API_KEY'",
    by_apps=True,
    notes=(
        "The headers api_key, auth_token and refresh_token have underscores, which most servers drop unless told not "
        "to (nginx: underscores_in_headers on). The spellings with a hyphen are understood too.",
        "A telephone number lets nobody in: a code is sent to it, as to an address that comes without a password.",
        "The key of a test app reaches only who registered with a test app, and sends nothing to anybody else.",
        "An id that is not the token's own is 403; a record of somebody else answers as one that is not there.",
    ),
    connector=SelfService,
    more={"token": ({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}, "-H 'Authorization: Bearer TOKEN'")},
)
