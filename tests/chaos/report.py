"""The figures of a run as a table."""

from tests.chaos.run import Run


def table(run: Run) -> str:
    """What was done, what programs met, and what was found."""
    kinds: dict[str, list[str]] = {}
    for name, count in sorted(run.done.items()):
        kind, _, part = name.partition(" ")
        kinds.setdefault(kind, []).append(f"{part} {count}")
    rows = [(f"{kind}s", ", ".join(parts)) for kind, parts in kinds.items()]
    rows += [("answers met", ", ".join(f"{name} {count}" for name, count in run.met.answers.most_common()))]
    rows += [("longest time until all were answered, s", f"{run.slow:.1f}")]
    rows += [(name, str(value)) for name, value in run.outcome.figures.items()]
    return "\n".join(f"{name:<42}{text}" for name, text in rows)
