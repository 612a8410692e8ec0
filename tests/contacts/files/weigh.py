"""Draws pictures one after the other in this process and prints by how many MiB its memory grew at most."""

import io
import sys
from pathlib import Path

import django

django.setup()

from contacts.files.photos import drawing  # noqa: E402  # models must be ready
from contacts.files.photos.checking import check  # noqa: E402
from tests.contacts.files.making import jpeg  # noqa: E402


def memory(line: str) -> int:
    """``VmRSS`` now, ``VmHWM`` at most, in MiB; the kernel counts both from the start of the program."""
    found = next(text for text in Path("/proc/self/status").read_text().splitlines() if text.startswith(line))
    return int(found.split()[1]) >> 10


def main(*paths: str) -> None:
    list(drawing.draw(io.BytesIO(jpeg(300, 300)), None))  # what a worker has loaded already is not counted
    before, drawn = memory("VmRSS"), 0
    for path in paths:
        with Path(path).open("rb") as file:
            check(file, 1)
            drawn += len(list(drawing.draw(file, None)))
    sys.stdout.write(f"{memory('VmHWM') - before} {drawn}")


if __name__ == "__main__":
    main(*sys.argv[1:])
