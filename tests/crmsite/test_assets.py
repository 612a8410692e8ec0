"""Static files are gathered again when they changed, and only then."""

from pathlib import Path
from typing import Any

import pytest

from crmsite import assets


@pytest.fixture
def source(tmp_path: Path, settings: Any) -> Path:
    """A folder with one file, which is all there is to gather."""
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "source"], tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": settings.STATICFILES_STORAGE_CLASS}}
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "desk.css").write_text("a { color: red }")
    return tmp_path / "source"


def packed(source: Path) -> list[str]:
    """What browsers are given of the file, by names that hold its content."""
    return sorted(path.name for path in source.with_name("static").glob("desk.*.css*"))


def test_files_are_gathered_once_for_each_state_of_them(source: Path) -> None:
    assert (assets.collect(), assets.collect()) == (True, False)
    first = packed(source)
    assert first
    (source / "desk.css").write_text("a { color: blue }")
    assert (assets.collect(), assets.collect()) == (True, False)
    assert len(packed(source)) == 2 * len(first)  # pages that are open somewhere still find the old one
    (source / "new.css").write_text("b { color: red }")
    assert (assets.collect(), assets.collect()) == (True, False)


def test_what_was_thrown_away_or_not_finished_is_gathered_anew(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assets.collect()
    for path in source.with_name("static").iterdir():
        path.unlink()
    source.with_name("static").rmdir()
    assert assets.collect()
    (source / "desk.css").write_text("a { color: green }")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(assets, "call_command", killed)
        with pytest.raises(KeyboardInterrupt):
            assets.collect()
    assert assets.collect()
