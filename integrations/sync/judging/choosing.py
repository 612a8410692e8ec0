"""Fields of one contact of which staff said whose value stays: what holds of it, and what is left to be mended."""

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
    """The sides that were chosen, of fields that are still as staff saw them."""
    return {path: side for path, side in finding.choice.items() if now.get(path) == finding.values[path]}


def left(finding: Finding, now: Both) -> dict[str, list[Any]]:
    """What still differs when that was done: what was not chosen, or is not as it was."""
    done = sides(finding, now)
    return {path: now[path] for path in finding.values if path in now and path not in done}
