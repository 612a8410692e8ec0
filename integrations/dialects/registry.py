"""The dialects there are."""

from integrations.dialects.administrate.description import DIALECT as ADMINISTRATE
from integrations.dialects.base import Dialect
from integrations.dialects.crmcom_classic.description import DIALECT as CRMCOM_CLASSIC
from integrations.dialects.lightening.description import DIALECT as LIGHTENING

DIALECTS: tuple[Dialect, ...] = (CRMCOM_CLASSIC, ADMINISTRATE, LIGHTENING)
