"""``python -m tests.recovery [--rounds 44] [--seed 1]``: the long form of these tests, on both databases, with figures.

Give it a machine that does nothing else: it also measures how long known and unknown addresses take.
"""

import argparse
import os
import subprocess
import sys


def main() -> int:
    """Run both; the exit status is the worse one."""
    parser = argparse.ArgumentParser(prog="python -m tests.recovery", description=__doc__)
    parser.add_argument("--rounds", type=int, default=44, help="workers killed on each database")
    parser.add_argument("--seed", type=int, default=1, help="decides the order of the places")
    asked = parser.parse_args()
    told = {"CRM_RECOVERY_ROUNDS": str(asked.rounds), "CRM_RECOVERY_SEED": str(asked.seed)}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:randomly", "tests/recovery"]
    worst = 0
    for database in ("sqlite", "postgresql"):
        done = subprocess.run([*command, f"--database={database}"], env=os.environ | told, check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
