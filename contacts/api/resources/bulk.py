"""Many writes in one request, each with its own result, in order."""

from typing import Any, cast

from django.http import HttpResponse
from rest_framework.request import Request

from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_object
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.steps import carry_out, parse_step
from contacts.api.shapes import BulkResult, BulkResults, FieldFault
from contacts.directory.commands import Outcome, Refused
from contacts.record.errors import invalid

MOST_OPERATIONS = 1000
STATUS = {"created": 201, "invalid": 400, "not_found": 404, "ambiguous": 409, "stale": 412, "not_done": 424}


class Bulk(Resource):
    """Create, update, upsert and archive in one request."""

    @once
    def post(self, request: Request) -> HttpResponse:
        """A result for each operation. With ``atomic`` either all are carried out or none is (400)."""
        data = read_object(request, known=("operations", "atomic"))
        items, atomic = data.get("operations"), data.get("atomic", False)
        if not isinstance(items, list) or not 0 < len(items) <= MOST_OPERATIONS:
            raise invalid("operations", "invalid", f"Expected a list of 1 to {MOST_OPERATIONS} operations.")
        if not isinstance(atomic, bool):
            raise invalid("atomic", "invalid", "Expected true or false.")
        steps = [parse_step(item) for item in items]
        outcomes = carry_out(steps, actor=actor_of(request), atomic=atomic)
        refused = atomic and any(isinstance(outcome, Refused) for outcome in outcomes)
        results = BulkResults([_result(number, outcome) for number, outcome in enumerate(outcomes)])
        return answer(results, status=400 if refused else 200)


def _result(number: int, outcome: Outcome) -> BulkResult:
    """What callers read of an outcome; paths of errors begin at the operation they belong to."""
    if isinstance(outcome, Refused):
        faults = [error.under(f"operations[{number}]") for error in outcome.errors]
        errors = [FieldFault(fault.path, fault.code, fault.message) for fault in faults]
        return BulkResult(status=STATUS[outcome.reason], action="refused", errors=errors)
    record, action = outcome.record, cast(Any, outcome.action)
    return BulkResult(
        status=STATUS.get(action, 200),
        action=action,
        id=record.id,
        uuid=record.uuid,
        code=record.code,
        revision=record.revision,
    )
