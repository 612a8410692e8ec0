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
    connector=SelfService,
    more={"token": ({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}, "-H 'Authorization: Bearer TOKEN'")},
)
