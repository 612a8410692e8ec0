"""Tasks that leave traces in a file, for workers that tests start and kill."""

import os
import time
from pathlib import Path

from contacts.background.operations import report_progress
from contacts.background.registry import background_task


def _note(file: str, line: str) -> None:
    with Path(file).open("a") as traces:
        traces.write(f"{line}\n")


@background_task(name="sample.note")
def note(file: str, line: str) -> None:
    _note(file, line)


@background_task(name="sample.hold")
def hold(file: str, seconds: int) -> None:
    """Leaves one trace at its begin and one at its end; ends at once when it has been begun before."""
    _note(file, f"begun {os.getpid()}")
    report_progress(1, 2)
    if Path(file).read_text().count("begun") == 1:
        time.sleep(seconds)
    _note(file, "ended")


@background_task(name="sample.kill")
def kill(file: str) -> None:
    _note(file, f"begun {os.getpid()}")
    os._exit(9)
