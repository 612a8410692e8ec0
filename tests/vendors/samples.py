"""The samples of the vendors' documents: what a fake answers has their keys."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "integrations" / "samples"


def sample(system: str, name: str) -> Any:
    """The JSON of one sample by the end of its file's name; head lines of HTTP before it are left out."""
    (path,) = (FOLDER / system).glob(f"[0-9]*-line-[0-9][0-9][0-9][0-9]-{name}.*")
    lines = path.read_text().splitlines(keepends=True)
    start = next(place for place, line in enumerate(lines) if line.lstrip()[:1] in "{[")
    return json.loads("".join(lines[start:]))


def shape(value: Any) -> Any:
    """The keys of a value, at every depth; of a list, those of its first."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value[:1]] if isinstance(value, list) else None
