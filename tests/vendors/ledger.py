"""What was done at a vendor, one JSON line each: appended, synced before the answer goes out, read by tests."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One call of a client (``by="client"``), or one act of the vendor's own people (``by="staff"``).

    ``did`` is create, update, remove, read, login, add, forget, or "" when nothing was done. ``contact`` is the whole
    contact after it, as the vendor stores it. ``status`` is what the vendor meant to answer, 0 when a fault kept it
    from doing the work; ``fault`` is what the client saw instead. ``unknown`` names fields of the body that the
    vendor's document does not name.
    """

    at: float
    by: str = "client"
    method: str = ""
    path: str = ""
    query: str = ""
    id: str = ""
    did: str = ""
    body: Any = None
    status: int = 0
    fault: str = ""
    unknown: tuple[str, ...] = ()
    contact: dict[str, Any] | None = None


LINES = msgspec.json.Decoder(Line)


class Ledger:
    """The lines of one file; what a kill left half written at its end is no line, and is cut off by the next writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def append(self, line: Line) -> None:
        """Write one line; one that changed something is on the disk when this returns, a read only with the kernel."""
        if self._file is None:
            self._file = _opened(self.path)
        os.write(self._file, msgspec.json.encode(line) + b"\n")
        if line.did not in ("read", "login", ""):
            os.fsync(self._file)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file = None

    def __iter__(self) -> Iterator[Line]:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for text in file:
                if text.endswith(b"\n"):
                    yield LINES.decode(text)

    def calls(self, did: str | None = None, *, path: str = "") -> list[Line]:
        """What clients called, in order: all of it, or what had one effect, or what went to one path."""
        wanted = (line for line in self if line.by == "client" and path in line.path)
        return [line for line in wanted if did is None or line.did == did]

    def creates(self) -> list[Line]:
        """The contacts that clients created: two lines with one person are a double."""
        return self.calls("create")

    def updates(self) -> list[Line]:
        return self.calls("update")

    def removes(self) -> list[Line]:
        return self.calls("remove")

    def of(self, id: int | str) -> list[Line]:
        """All that happened to one contact, by clients and by the vendor's own people."""
        return [line for line in self if line.id == str(id)]

    def unknown(self) -> set[str]:
        """Fields that clients sent and that the vendor's document does not name."""
        return {name for line in self.calls() for name in line.unknown}

    def calls_per_second(self) -> list[int]:
        """How many calls came in each second from the first call to the last."""
        times = [line.at for line in self.calls()]
        if not times:
            return []
        counts = [0] * (int(max(times) - times[0]) + 1)
        for at in times:
            counts[max(0, int(at - times[0]))] += 1
        return counts


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    os.ftruncate(file, _whole(path))
    return file


def _whole(path: Path) -> int:
    """The length of the file up to its last line end, in bytes."""
    with path.open("rb") as file:
        place = end = file.seek(0, os.SEEK_END)
        while place:
            place = max(0, end - 65536)
            file.seek(place)
            found = file.read(end - place).rfind(b"\n")
            if found >= 0:
                return place + found + 1
            end = place
    return 0


def now() -> float:
    return time.time()
