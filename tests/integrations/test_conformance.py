"""Schemathesis on every OpenAPI document: whatever the document allows is answered as the document says.

Short in the suite; ``CRM_EXAMPLES=100 pytest tests/integrations/test_conformance.py`` is the long form.
"""

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contacts.access.keys.operations import issue_key
from contacts.access.keys.scopes import SCOPES
from contacts.directory import operations as door
from contacts.record.parsing.parse import parse_patch
from integrations.credentials.models import Credential
from integrations.dialects.registry import DIALECTS
from tests.integrations.attacks import Tokened, program_of
from tests.integrations.programs import STAFF, Program, organisation

EXAMPLES = int(os.environ.get("CRM_EXAMPLES", "2"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NAMES = ["native", *(dialect.name for dialect in DIALECTS)]
UNHURRIED = 1_000_000  # requests a minute
SHORT = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def people(transactional_db: None) -> int:
    """The id of the first of two contacts."""
    customer = organisation()
    body = {"first_name": "Ada", "last_name": "King", "emails": [{"email": "ada@example.org"}]}
    found = [
        door.create(patch=parse_patch(body | {"affiliations": [{"organisation": customer}]}), actor=STAFF)
        for _ in range(2)
    ]
    return found[0].record.id


def document(address: str, name: str) -> dict[str, Any]:
    path = "/api/schema/?format=json" if name == "native" else f"/api/schema/{name}/"
    found: dict[str, Any] = httpx.get(address + path, timeout=60).json()
    return found


def program_named(name: str) -> Program:
    if name == "native":
        key = issue_key(name="Shop", scopes=SCOPES, actor=STAFF, per_minute=UNHURRIED)[1]
        return Program({"Authorization": f"Bearer {key}"})
    program = program_of(next(one for one in DIALECTS if one.name == name))
    Credential.objects.update(per_minute=UNHURRIED)
    return program


def prove(case: Any, program: Program) -> None:
    """Put the program's token among the parameters, where its dialect has it there."""
    if isinstance(program, Tokened) and case.method == "GET":
        case.query = {**(case.query or {}), "token": program.token}
    elif isinstance(program, Tokened) and isinstance(case.body, dict):
        case.body = {**case.body, "token": program.token}


def failures(address: str, name: str, contact: int) -> Iterator[str]:
    """What does not conform, each failing operation once; every second example is about something that exists."""
    program, turn = program_named(name), 0
    schema = schemathesis.openapi.from_dict(document(address, name))
    for result in schema.get_all_operations():
        operation = result.ok()

        @SHORT
        @given(case=operation.as_strategy())
        def conforms(case: Any) -> None:
            nonlocal turn
            turn += 1
            if turn % 2 and case.path_parameters:
                case.path_parameters = dict.fromkeys(case.path_parameters, contact)
            prove(case, program)
            response = case.call(base_url=address, headers=program.headers)
            case.validate_response(response, checks=CHECKS)

        try:
            conforms()
        except FailureGroup as group:
            yield f"{operation.label}: {[str(each) for each in group.exceptions]}"


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_as_the_document_says(served: str, people: int, name: str) -> None:
    assert list(failures(served, name, people)) == []
