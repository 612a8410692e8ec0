"""The filter builder: rows of (field, operator, value) that live in the URL as `?filter=<json>`.

It builds what people read easily: blocks that must all hold, each block one condition or several of which any may hold,
that is `{"and": [{"field", "op", "value"}, {"or": [...]}]}`. A deeper filter is kept and shown, not built.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from django.http import QueryDict

MOST_CONDITIONS = 40


@dataclass(frozen=True, kw_only=True)
class Operator:
    """One way to compare; without `takes_value` the value's field goes away (is empty, is today)."""

    name: str
    label: str
    takes_value: bool = True


@dataclass(frozen=True, kw_only=True)
class FilterField:
    """One field that may be filtered; `type` picks the value's control: text, number, date, boolean or choice."""

    path: str
    label: str
    type: str
    operators: tuple[Operator, ...]
    choices: tuple[tuple[str, str], ...] = ()
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Condition:
    field: str
    op: str
    value: str


Block = tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One condition as drawn: `block` numbers its block, `joined` is the word before it."""

    block: int
    joined: str
    chosen: FilterField
    op: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Builder:
    """The builder as drawn; `raw` holds a filter too deep to be built from rows."""

    lines: tuple[Line, ...]
    fields: tuple[FilterField, ...]
    raw: str
    catalogue: str
    sentences: tuple[str, ...]


def make_builder(*, text: str, fields: Sequence[FilterField]) -> Builder:
    """Return the builder for the filter a URL carries; conditions on fields that are not offered make it raw."""
    blocks = read_blocks(text)
    known = {field.path: field for field in fields}
    fits = blocks is not None and all(each.field in known for block in blocks for each in block)
    lines = tuple(_lines(blocks or (), known)) if fits else ()
    return Builder(
        lines=lines,
        fields=tuple(fields),
        raw="" if fits else text,
        catalogue=_catalogue(fields),
        sentences=tuple(_sentence(block) for _, block in groupby(lines, key=lambda line: line.block)),
    )


def _catalogue(fields: Sequence[FilterField]) -> str:
    """What the builder's script needs of the fields; comparisons, which many share, are told once."""
    shared = list(dict.fromkeys(field.operators for field in fields))
    operators = [
        [{"name": one.name, "label": one.label, "takes_value": one.takes_value} for one in of] for of in shared
    ]
    told = {field.path: [field.type, shared.index(field.operators), field.choices] for field in fields}
    return json.dumps({"operators": operators, "fields": told}, separators=(",", ":"))


def read_blocks(text: str) -> tuple[Block, ...] | None:
    """Return the blocks of a filter, or None when it is not of the builder's shape."""
    if not text:
        return ()
    try:
        tree = json.loads(text)
    except ValueError:
        return None
    nodes = tree["and"] if isinstance(tree, dict) and isinstance(tree.get("and"), list) else [tree]
    blocks = [_block(node) for node in nodes]
    found = tuple(block for block in blocks if block)
    return found if len(found) == len(nodes) and sum(map(len, found)) <= MOST_CONDITIONS else None


def write_blocks(blocks: Sequence[Block]) -> str:
    """Return the filter's JSON, or "" when nothing is asked."""
    nodes: list[dict[str, Any]] = []
    for block in blocks:
        conditions = [asdict(each) for each in block]
        nodes.append(conditions[0] if len(conditions) == 1 else {"or": conditions})
    return json.dumps({"and": nodes}, ensure_ascii=False, separators=(",", ":")) if nodes else ""


def blocks_from_rows(params: QueryDict) -> tuple[Block, ...]:
    """Return the blocks that the builder's own form sends when no script runs: repeated block, field, op and value."""
    rows = zip(*(params.getlist(name) for name in ("block", "field", "op", "value")), strict=False)
    blocks: dict[str, list[Condition]] = {}
    for block, field, op, value in list(rows)[:MOST_CONDITIONS]:
        if field:
            blocks.setdefault(block, []).append(Condition(field=field, op=op, value=value))
    return tuple(tuple(block) for block in blocks.values())


def _block(node: Any) -> Block:
    members = node["or"] if isinstance(node, dict) and isinstance(node.get("or"), list) else [node]
    conditions = [_condition(member) for member in members]
    return tuple(each for each in conditions if each) if all(conditions) else ()


def _condition(node: Any) -> Condition | None:
    if not isinstance(node, dict) or not isinstance(node.get("field"), str) or not isinstance(node.get("op"), str):
        return None
    value = node.get("value", "")
    if isinstance(value, dict | list):
        return None
    text = str(value).lower() if isinstance(value, bool) else ("" if value is None else str(value))
    return Condition(field=node["field"], op=node["op"], value=text)


def _lines(blocks: Sequence[Block], known: dict[str, FilterField]) -> list[Line]:
    return [
        Line(
            block=number,
            joined="or" if place else ("and" if number > 1 else "where"),
            chosen=known[each.field],
            op=each.op,
            value=each.value,
        )
        for number, block in enumerate(blocks, start=1)
        for place, each in enumerate(block)
    ]


def _sentence(block: Iterable[Line]) -> str:
    """A block in words; what holds of it is one of its conditions."""
    return " or ".join(map(_words, block))


def _words(line: Line) -> str:
    operator = next((each for each in line.chosen.operators if each.name == line.op), None)
    words = [line.chosen.label, operator.label if operator else line.op]
    if operator is None or operator.takes_value:
        words.append(dict(line.chosen.choices).get(line.value, line.value))
    return " ".join(words)
