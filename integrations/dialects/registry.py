"""The dialects there are."""

from integrations.dialects.administrate.description import DIALECT as ADMINISTRATE
from integrations.dialects.base import Dialect
from integrations.dialects.crmcom_classic.description import DIALECT as CRMCOM_CLASSIC
from integrations.dialects.crmcom_selfservice.description import DIALECT as CRMCOM_SELFSERVICE
from integrations.dialects.lightening.description import DIALECT as LIGHTENING
from integrations.dialects.webinone.description import DIALECT as WEBINONE

DIALECTS: tuple[Dialect, ...] = (WEBINONE, CRMCOM_SELFSERVICE, CRMCOM_CLASSIC, ADMINISTRATE, LIGHTENING)
