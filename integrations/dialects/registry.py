"""The dialects there are."""

from integrations.dialects.administrate.description import DIALECT as ADMINISTRATE
from integrations.dialects.base import Dialect
from integrations.dialects.crmcom_classic.description import DIALECT as CRMCOM_CLASSIC
from integrations.dialects.crmcom_selfservice.description import DIALECT as CRMCOM_SELFSERVICE
from integrations.dialects.lightening.description import DIALECT as LIGHTENING
from integrations.dialects.webhook.connector import NAME as WEBHOOK
from integrations.dialects.webhook.connector import Webhook
from integrations.dialects.webinone.description import DIALECT as WEBINONE
from integrations.wire.outbound.connector import Connector

DIALECTS: tuple[Dialect, ...] = (WEBINONE, CRMCOM_SELFSERVICE, CRMCOM_CLASSIC, ADMINISTRATE, LIGHTENING)
BY_NAME = {dialect.name: dialect for dialect in DIALECTS}
# Those that are called, by the name a connection has; the tables of all but the webhook are in their dialects.
CONNECTORS: dict[str, type[Connector]] = {
    **{dialect.name: dialect.connector for dialect in DIALECTS if dialect.connector},
    WEBHOOK: Webhook,
}
