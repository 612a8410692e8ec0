"""``python -m tests.chaos --minutes 20 --seed 1 [--no-redis] [--sqlite]``: the long form, with a table of figures.

Exit 1 and a list when anything differs. ``--break`` switches a defence of the product off, to see that it is missed.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.chaos import plan as planning
from tests.chaos.inside.apps import BREAKS
from tests.chaos.report import table
from tests.chaos.run import Run


def main() -> int:
    """Run, print, and say whether all held."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20, help="for how long faults happen (20)")
    parser.add_argument("--seed", type=int, default=1, help="decides faults and writes (1)")
    parser.add_argument("--no-redis", action="store_true", help="one worker whose broker is inside it")
    parser.add_argument("--sqlite", action="store_true", help="the embedded database")
    parser.add_argument("--vendors", type=int, default=5, help="how many of the five vendors are connected (5)")
    parser.add_argument("--keep", type=Path, help="a new folder for logs and journals, which stays")
    parser.add_argument("--break", dest="breaks", choices=sorted(BREAKS), default="", help="a defence to switch off")
    asked = parser.parse_args()
    plan = planning.long(
        minutes=asked.minutes, seed=asked.seed, redis=not asked.no_redis, sqlite=asked.sqlite, breaks=asked.breaks,
        vendors=planning.VENDORS[: asked.vendors],
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="crm-chaos-", ignore_cleanup_errors=True) as name:
        folder = asked.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        run = Run(plan, folder, say)
        verdict = run.go()
    say(table(run, verdict))
    for difference in verdict.differences:
        say(f"  {difference}")
    say(f"{len(verdict.differences)} differences")
    return 1 if verdict.differences else 0


def say(text: str) -> None:
    """Print at once, also into a file."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
