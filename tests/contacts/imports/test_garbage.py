"""A command that imports looks for garbage less often, and leaves the process as it found it."""

import gc

import pytest

from contacts.management import garbage


def test_garbage_is_looked_for_as_before_behind_a_command_that_fails() -> None:
    usual, frozen = gc.get_threshold(), gc.get_freeze_count()
    seen: list[tuple[object, bool]] = []
    with pytest.raises(KeyboardInterrupt):
        _interrupted(seen, frozen)
    assert seen == [(garbage.SELDOM, True)]
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() == 0


def _interrupted(seen: list[tuple[object, bool]], frozen: int) -> None:
    with garbage.seldom():
        seen.append((gc.get_threshold(), gc.get_freeze_count() > frozen))
        raise KeyboardInterrupt
