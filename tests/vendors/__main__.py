"""``python -m tests.vendors NAME``: one fake vendor as a process of its own."""

import argparse
import os
import sys
import threading
from pathlib import Path

from tests.vendors.systems import SYSTEMS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.vendors", description="A fake vendor on the loopback.")
    parser.add_argument("name", choices=sorted(SYSTEMS))
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=Path)
    parser.add_argument("--token-life", type=float, default=3600)
    parser.add_argument("--until-input-ends", action="store_true", help="end when standard input does")
    asked = parser.parse_args()
    vendor = SYSTEMS[asked.name](
        ledger=asked.ledger, seed=asked.seed, port=asked.port, faults=asked.faults, token_life=asked.token_life
    )
    print(vendor.address, flush=True)  # noqa: T201
    if asked.until_input_ends:
        sys.stdin.read()
        os._exit(0)
    threading.Event().wait()


if __name__ == "__main__":
    main()
