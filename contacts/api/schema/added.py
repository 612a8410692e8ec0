"""What packages above this one add to the native API: operations, shapes and addresses, said when they are loaded."""

from collections.abc import Mapping, Sequence
from typing import Any

from contacts.api.schema.operation import Operation
from contacts.api.schema.operations import OPERATIONS, PARAMETERS, Parameter

SHAPES: list[Any] = []
TOPS: list[str] = []


def add_resources(
    *, operations: Mapping[tuple[str, str], Operation], shapes: Sequence[Any], tops: Sequence[str],
    parameters: Mapping[str, Parameter],
) -> None:  # fmt: skip
    """Have more resources in the document and in the list of what there is; saying it twice changes nothing."""
    OPERATIONS.update(operations)
    PARAMETERS.update(parameters)
    SHAPES.extend(shape for shape in shapes if shape not in SHAPES)
    TOPS.extend(top for top in tops if top not in TOPS)
