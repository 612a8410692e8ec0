"""Every kind of happening that is noted has its sentence, and every sentence is of a kind that is noted."""

import ast

from contacts.history.kinds import KINDS
from tests.architecture.test_code import trees


def noted() -> set[str]:
    """The kinds in calls of ``note(kind="…")``; a choice between texts counts as both."""
    found = set()
    for path, module in trees().items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "note":
                kind = next((word.value for word in node.keywords if word.arg == "kind"), None)
                assert kind is not None, f"{path}:{node.lineno} does not name its kind"
                found |= {one.value for one in ast.walk(kind) if isinstance(one, ast.Constant)}
    return {kind for kind in found if isinstance(kind, str)}


def test_kinds_and_sentences_belong_together() -> None:
    assert noted() == set(KINDS)
