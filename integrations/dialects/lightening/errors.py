"""Three ways to say no, which are kept apart: ``msg`` of an entity, ``error`` of a request, ``errors`` of fields."""

from django.http import HttpResponse

from integrations.wire.inbound.bodies import answer
from integrations.wire.inbound.faults import Fault

REQUIRED = "Field is required."
NOT_FOUND = {"msg": "Entity not found.", "result": False}
# What the document has as 200 although it failed (lines 99 and 177).
BUSINESS = frozenset({"invalid", "conflict"})


def refuse(fault: Fault) -> HttpResponse:
    """The answer to a fault."""
    if fault.kind == "not_found":
        return answer(NOT_FOUND)
    status = 200 if fault.kind in BUSINESS else fault.status
    if fault.errors:
        return answer({"errors": fault.by_field(), "result": False}, status=status)
    return answer({"error": fault.message, "result": False}, status=status)
