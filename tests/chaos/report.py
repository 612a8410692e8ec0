"""The figures of a run as a table."""

from collections import Counter

from tests.chaos.proof.verdict import Verdict
from tests.chaos.run import Run

PLURALS = {
    "kill": "kill -9", "flush": "flushes", "restart": "restarts", "cut": "cut off", "half-open": "half open",
    "delay": "slow",
}  # fmt: skip


def table(run: Run, verdict: Verdict) -> str:
    """What was done, what programs met, and what was found."""
    rows = [(PLURALS[kind], _counted(run.done, kind)) for kind in PLURALS if _counted(run.done, kind)]
    rows += [("answers met", ", ".join(f"{name} {count}" for name, count in run.met.answers.most_common()))]
    rows += [("longest time until all were answered, s", f"{run.slow:.1f}")]
    rows += [("longest time to one answer, s", f"{run.met.longest:.1f}")]
    rows += [(name, str(value)) for name, value in verdict.figures.items()]
    return "\n".join(f"{name:<42}{text}" for name, text in rows)


def _counted(done: Counter[str], kind: str) -> str:
    parts = {name.partition(" ")[2]: count for name, count in sorted(done.items()) if name.startswith(f"{kind} ")}
    told = ", ".join(f"{part} {count}" for part, count in parts.items())
    return f"{sum(parts.values())}: {told}" if parts else ""
