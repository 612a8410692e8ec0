"""Which customers a request speaks of."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from contacts.lookups import queries as lookups
from contacts.record.errors import invalid
from contacts.record.filters import Condition, Where
from contacts.tables.rowids import is_row_id
from integrations.credentials.queries import Caller
from integrations.dialects.lightening.errors import REQUIRED
from integrations.mapping.draft import Misread
from integrations.mapping.sources import Body
from integrations.wire.inbound.people import ORGANISATION

# customer_id=1&customer_id=2, customer_id[]=1, customer_id[0]=1; each may be several with commas: customer_id=1,2
SPELLING = re.compile(r"customer_id(\[[0-9]{0,4}\])?")
MOST = 1_000


def listed(query: QueryDict) -> Where:
    """Contacts of the customers that a query names; raises ``Misread`` when it names none."""
    texts = [text for key, values in query.lists() if SPELLING.fullmatch(key) for text in values]
    words = [word.strip() for text in texts for word in text.split(",") if word.strip()]
    if not words:
        raise _misread("required", REQUIRED)
    if len(words) > MOST or not all(map(is_row_id, words)):
        raise _misread("invalid", f"Expected at most {MOST} ids of customers.")
    return Condition(ORGANISATION, "in", tuple(sorted({int(word) for word in words})))


def with_customer(data: Mapping[str, Any], current: Body, caller: Caller) -> dict[str, Any]:
    """``data`` with the customer's id: the one sent, else the one its own identifier names, else the caller's.

    A contact that has a customer stays with it unless another is named. Raises ``Misread``.
    """
    sent, name = dict(data), data.get("customer_custom_identifier")
    if sent.get("customer_id") not in (None, ""):
        return sent
    sent.pop("customer_id", None)
    if isinstance(name, str) and name:
        found = lookups.organisations_called(name)
        shown = {one["organisation"] for one in current["affiliations"]} & set(found)
        if len(found) != 1 and not shown:
            sentence = "No customer has this identifier." if not found else "Several customers have this identifier."
            raise Misread(invalid("customer_custom_identifier", "unknown", sentence).errors)
        return sent if shown else sent | {"customer_id": found[0]}
    if not current["affiliations"] and (not current["id"] or sent.get("cost_center_id")):
        if caller.organisation is None:
            raise _misread("required", REQUIRED)
        return sent | {"customer_id": caller.organisation}
    return sent


def _misread(code: str, message: str) -> Misread:
    return Misread(invalid("customer_id", code, message).errors)
