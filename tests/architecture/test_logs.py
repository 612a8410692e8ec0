"""What is logged, and what is lost on the way there."""

import ast

from crmsite.logs import KEYS
from tests.architecture.test_code import ROOT, trees


def test_what_is_given_to_a_logger_gets_into_the_line() -> None:
    """Logs drop every key that is not on their list, so one that is missing there is lost without a word."""
    methods = {"debug", "info", "warning", "error", "exception"}
    given = {
        keyword.arg: f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, module in trees().items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods
        if ast.unparse(node.func.value) in {"log", "_log", "self.log"}
        for keyword in node.keywords
        if keyword.arg and keyword.arg != "exc_info"
    }
    assert {key: place for key, place in given.items() if key not in KEYS} == {}
    assert {"route", "job_id", "delivery"} <= given.keys(), "the loggers are not found by these names any more"
