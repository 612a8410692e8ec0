"""Visitors whose connections end with the test."""

from collections.abc import Callable, Generator
from contextlib import ExitStack

import pytest

from tests.recovery.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def visit() -> Generator[Visit]:
    """``visit(address, number=3)`` is a browser at a network address of its own."""
    with ExitStack() as stack:

        def make(address: str, *, number: int = 1) -> Visitor:
            visitor = Visitor(address, number=number)
            stack.callback(visitor.close)
            return visitor

        yield make
