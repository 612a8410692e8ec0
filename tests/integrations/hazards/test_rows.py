"""Every hazard of the documents has tests, and each that is named is there."""

from importlib import import_module

import pytest

from tests.integrations.hazards.rows import HAZARDS, Hazard


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.said)
def test_a_hazard_has_its_tests(hazard: Hazard) -> None:
    assert hazard.tests
    missing = [one for one in hazard.tests if not callable(getattr(*_place(one), None))]
    assert missing == []


def test_there_are_as_many_as_the_documents_have() -> None:
    assert len({hazard.said for hazard in HAZARDS}) == len(HAZARDS) == 16


def _place(test: str) -> tuple[object, str]:
    module, _, name = test.partition("::")
    assert name.startswith("test_")
    return import_module(f"tests.{module}"), name
