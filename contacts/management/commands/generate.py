"""``manage.py generate``: made-up contacts by the thousand or the million."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contacts.generation.generate import BATCH, generate
from contacts.management import garbage
from contacts.tables.lanes import LaneLost

BAR = 30
MOST = {"contacts": 100_000_000, "batch": 100_000}  # days of work; a batch is held in memory


class Command(BaseCommand):
    help = "Write made-up contacts; the same seed gives the same people, and what is there already is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contacts", type=int, default=10_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--batch", type=int, default=BATCH)

    def handle(self, *args: Any, **options: Any) -> None:
        total = options["contacts"]
        for name, most in MOST.items():
            if not 1 <= options[name] <= most:
                raise CommandError(f"--{name} must be from 1 to {most:,} (got {options[name]:,}).")
        started = time.monotonic()
        try:
            with garbage.seldom():
                for done in generate(contacts=total, seed=options["seed"], batch=options["batch"]):
                    self._show(done, total, time.monotonic() - started)
        except (KeyboardInterrupt, LaneLost) as exc:
            raise CommandError(f"{exc or 'Stopped.'} The same command goes on where it stopped.") from None
        self.stdout.write("")

    def _show(self, done: int, total: int, seconds: float) -> None:
        rate = done / max(seconds, 0.001)
        bar = "#" * (BAR * done // total)
        left = (total - done) / max(rate, 0.001)
        end = "\r" if sys.stdout.isatty() else "\n"
        self.stdout.write(f"[{bar:<{BAR}}] {done:,} of {total:,}  {rate:,.0f}/s  {left:,.0f} s left ", ending=end)
