"""Fields of a finding for which staff chose a side: which choices still hold, and what is left to be mended."""

from collections.abc import Mapping
from typing import Any

from integrations.mapping.sources import Body
from integrations.sync.judging.fields import Said
from integrations.sync.models import Finding

Both = Mapping[str, list[Any]]


def shown(differs: Said, ours: Body) -> dict[str, list[Any]]:
    """The values of both sides by their path, as a finding shows them."""
    return {one.path: [one.first.here(ours), one.first.shown] for one in differs.fields.values()}


def sides(finding: Finding, now: Both) -> dict[str, str]:
    """The chosen side by path, without fields whose values are no longer those that staff saw."""
    return {path: side for path, side in finding.choice.items() if now.get(path) == finding.values[path]}


def left(finding: Finding, now: Both) -> dict[str, list[Any]]:
    """What still differs once the choices are carried out: fields without a choice that still holds."""
    done = sides(finding, now)
    return {path: now[path] for path in finding.values if path in now and path not in done}
