"""The dialects there are."""

from integrations.dialects.administrate.description import DIALECT as ADMINISTRATE
from integrations.dialects.base import Dialect

DIALECTS: tuple[Dialect, ...] = (ADMINISTRATE,)
