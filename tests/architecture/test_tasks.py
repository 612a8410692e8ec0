"""Every name that is enqueued is a task."""

import ast
from collections.abc import Iterator

from contacts.background.registry import ENTRIES
from contacts.tasks import tidy_jobs
from integrations.tasks import tell_wifi
from tests.architecture.test_code import ROOT, trees


def enqueued() -> Iterator[tuple[str, str | None]]:
    """Place and name of each call of ``enqueue``; None when the name is neither a text nor the module's constant."""
    for path, module in trees().items():
        texts = {
            target.id: node.value.value
            for node in module.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value.value, str)
        }
        for node in ast.walk(module):
            called = node.func if isinstance(node, ast.Call) else None
            if getattr(called, "id", getattr(called, "attr", "")) != "enqueue":
                continue
            assert isinstance(node, ast.Call)
            name = next((word.value for word in node.keywords if word.arg == "name"), None)
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            if isinstance(name, ast.Name):
                yield place, texts.get(name.id)
            else:
                yield place, name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None


def test_enqueued_names_are_tasks() -> None:
    assert ENTRIES["background.tidy"].function is tidy_jobs
    assert ENTRIES["wifi.tell"].function is tell_wifi
    found = list(enqueued())
    assert "imports.run" in {name for _, name in found}
    unknown = {(place, name) for place, name in found if name not in ENTRIES}
    # schedules enqueue what they were made from
    assert {place.partition(":")[0] for place, _ in unknown} == {"contacts/background/schedules.py"}
    assert {name for _, name in unknown} == {None}
