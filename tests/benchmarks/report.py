"""The figures as Markdown, and whether the design's goals hold."""

from collections.abc import Iterator, Sequence

from tests.benchmarks.measuring import Figures
from tests.benchmarks.one_size import Line, Sizes

FIRST = (
    "| list | again: p50 ms | a second | of the floor | first time: p50 ms | a second | of the floor |"
    "\n|---|---:|---:|---:|---:|---:|---:|"
)
HEAD = (
    "| case | p50 ms | p95 ms | a second | bytes | SQL | of the floor | of the bare server | plain p50 ms "
    "| plain a second | plain SQL | × plain |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)
GROWTH, WRITE_MS, IMPORT_RATE, PAGE_MS, PAGE_BYTES = 1.5, 12, 4000, 40, 130_000


def report(sizes: Sequence[Sizes]) -> Iterator[str]:
    """Tables of every size, then how p95 grows between the first and the last, then the goals."""
    for one in sizes:
        yield f"\n## {one.contacts:,} contacts\n\n{HEAD}"
        yield from (_row(line) for line in one.lines)
        yield f"\nContacts that a process has shown before, and the same shown for the first time:\n\n{FIRST}"
        yield from (_twice(line, line.first) for line in one.lines if line.first)
        yield "\ncontacts in the product {}, in the plain application {}".format(*one.same_count)
        for name, rate in (("generate", one.generated), ("import", one.imported)):
            if rate is not None:
                yield f"\n{name}: {rate:,.0f} contacts a second"
    if len(sizes) > 1:
        yield f"\n## p95 at {sizes[-1].contacts:,} against {sizes[0].contacts:,}\n\n| case | growth |\n|---|---:|"
        yield from (f"| {name} | {times:.2f} |" for name, times in _growth(sizes))
    yield "\n## Goals\n\n| goal | measured | holds |\n|---|---:|---|"
    yield from (f"| {goal} | {measured} | {'yes' if holds else 'no'} |" for goal, measured, holds in _goals(sizes))


def _row(line: Line) -> str:
    ours = line.product
    if ours.status >= 400:
        return f"| {line.name} | answered {ours.status}, skipped |" + " |" * 10
    cells = [
        line.name,
        f"{ours.p50:.2f}",
        f"{ours.p95:.2f}",
        _number(ours.rate),
        str(ours.size),
        _text(ours.statements),
    ]
    cells += [f"{ours.rate / side.rate:.0%}" if side and side.rate else "" for side in (line.floor, line.bare)]
    cells += _plain_cells(line.plain, ours)
    return f"| {' | '.join(cells)} |"


def _twice(line: Line, first: Figures) -> str:
    cells = [line.name]
    for figures in (line.product, first):
        share = f"{figures.rate / line.floor.rate:.0%}" if line.floor and line.floor.rate else ""
        cells += [f"{figures.p50:.2f}", _number(figures.rate), share]
    return f"| {' | '.join(cells)} |"


def _plain_cells(plain: Figures | None, ours: Figures) -> list[str]:
    if plain is None or plain.status >= 400:
        return ["", "", "", ""]
    times = ours.rate / plain.rate if plain.rate else plain.p50 / ours.p50
    return [f"{plain.p50:.2f}", _number(plain.rate), _text(plain.statements), f"{times:.1f}"]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value else ""


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _growth(sizes: Sequence[Sizes]) -> Iterator[tuple[str, float]]:
    first = {line.name: line.product for line in sizes[0].lines}
    for line in sizes[-1].lines:
        before = first.get(line.name)
        if line.grows and before and before.p95 and line.product.p95:
            yield line.name, line.product.p95 / before.p95


def _goals(sizes: Sequence[Sizes]) -> Iterator[tuple[str, str, bool]]:
    lines = {line.name: line for line in sizes[-1].lines}
    listed = lines["list of 100"]
    if listed.floor and listed.floor.rate:
        share = listed.product.rate / listed.floor.rate
        yield "list: half of the floor's throughput", f"{share:.0%}", share >= 0.5
    for name, line in lines.items():
        if name.endswith("of 100 people") and line.floor and line.floor.rate:
            share = line.product.rate / line.floor.rate
            first = f", {line.first.rate / line.floor.rate:.0%} the first time" if line.first else ""
            yield f"{name}: a quarter of the floor's throughput", f"{share:.0%}{first}", share >= 0.25
    if listed.plain and listed.plain.rate:
        times = listed.product.rate / listed.plain.rate
        yield "list: ten times the plain application", f"{times:.1f}", times >= 10
    if len(sizes) > 1:
        for name, times in _growth(sizes):
            yield f"{name}: p95 grows to {GROWTH} at most", f"{times:.2f}", times <= GROWTH
    made = lines["create, three parts"].product
    yield f"create: p50 of {WRITE_MS} ms at most", f"{made.p50:.1f} ms", 0 < made.p50 <= WRITE_MS
    desk = lines["desk: list"].product
    if desk.status < 400:
        yield f"desk list: p50 of {PAGE_MS} ms at most", f"{desk.p50:.1f} ms", desk.p50 <= PAGE_MS
        yield f"desk list: {PAGE_BYTES:,} bytes at most", f"{desk.size:,}", desk.size <= PAGE_BYTES
    for one in sizes:
        if one.imported is not None:
            goal = f"import into {one.contacts:,}: {IMPORT_RATE:,} contacts a second"
            yield goal, f"{one.imported:,.0f}", one.imported >= IMPORT_RATE
