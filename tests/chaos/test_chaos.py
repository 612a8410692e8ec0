"""The short form: a minute of the long one (``python -m tests.chaos``).

On PostgreSQL it is an installation with Redis and two workers, on SQLite the embedded default with neither.
"""

import shutil
from pathlib import Path

from tests import services
from tests.chaos import plan as planning
from tests.chaos.__main__ import say
from tests.chaos.report import table
from tests.chaos.run import Run

SEEDS = {True: 13, False: 44}  # their first faults are of every kind, for machines that have no time for all


def test_nothing_accepted_is_lost_doubled_or_overtaken(tmp_path: Path, on_postgresql: bool) -> None:
    if on_postgresql and shutil.which("redis-server") is None:
        services.unavailable("redis", "redis-server is not installed")
    run = Run(planning.short(seed=SEEDS[on_postgresql], on_postgresql=on_postgresql), tmp_path, say)
    verdict = run.go()
    say(table(run, verdict))
    assert verdict.differences == []
    assert run.done.total() > 0, "nothing happened to it"
