"""Filters of a list as SQL over the stored contact; fields and operators come from a vendor's own lists."""

from typing import Any

from tests.vendors.contacts import Wanted

COMPARED = {"eq": "IS", "ne": "IS NOT", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
ALIKE = {"contains": "%{}%", "startsWith": "{}%", "endsWith": "%{}"}
AMONG = {"in": "IN", "notin": "NOT IN", "notIn": "NOT IN"}


def narrow(wanted: Wanted, field: str, operator: str, value: Any) -> Wanted:
    """Only contacts whose ``field`` (dotted inside of the contact) compares so; KeyError for another operator."""
    path = "$." + ".".join(f'"{part}"' for part in field.split("."))
    if operator in COMPARED:
        return wanted.that(f"json_extract(data, ?) {COMPARED[operator]} ?", path, value)
    if operator in AMONG:
        places = ", ".join("?" * len(value))
        return wanted.that(f"json_extract(data, ?) {AMONG[operator]} ({places})", path, *value)
    return wanted.that("json_extract(data, ?) LIKE ?", path, ALIKE[operator].format(value))
