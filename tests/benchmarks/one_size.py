"""Everything about one number of contacts, in a process of its own; the figures go to a file as JSON.

With pipes as its standard input and output it measures in turns with others of its kind.
"""

import os
import sys
import tempfile
from pathlib import Path

import django
import msgspec
from msgspec import Struct

from tests.benchmarks.measuring import Figures

MILLISECONDS_PER_WRITE = 12


class Line(Struct, frozen=True):
    """A case measured on the product, the plain application, the floor and the bare server.

    ``first`` is the product whose process has not shown these contacts before, where that makes a difference.
    """

    name: str
    product: Figures
    plain: Figures | None = None
    floor: Figures | None = None
    bare: Figures | None = None
    grows: bool = False
    first: Figures | None = None


class Sizes(Struct, frozen=True):
    """A run at one size. Rates are contacts a second, ``None`` where nothing was loaded."""

    contacts: int
    lines: list[Line]
    generated: float | None
    imported: float | None
    same_count: tuple[int, int]


def main(contacts: int, seconds: float, imports: int, plain: bool, result: Path) -> None:
    """Measure; the database is that of DATABASE_URL and is filled when it is empty."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
    django.setup()
    from django.core.management import call_command

    from crmsite import assets
    from tests.benchmarks.loading import manage, write_file
    from tests.benchmarks.sides import Sides
    from tests.benchmarks.turns import turn

    with turn():
        call_command("migrate", verbosity=0)
        assets.collect()
        missing = contacts - _there()
        generated = missing / manage("generate", "--contacts", str(contacts)) if missing > 0 else None
    with tempfile.TemporaryDirectory() as folder:
        sides = Sides(Path(folder), seconds=seconds, with_plain=plain)
        lines = sides.measured()
        counts = sides.counts()
        imported = None
        if imports:
            with turn():
                write_file(path := Path(folder) / "people.csv", imports)
                imported = imports / manage("import", str(path))
    found = Sizes(contacts, lines, generated, imported, counts)
    result.write_bytes(msgspec.json.encode(found))


def _there() -> int:
    from contacts.directory.models import Contact

    return Contact.objects.count()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "plain", Path(sys.argv[5]))
