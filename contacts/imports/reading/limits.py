"""How much of a file is read at all."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """Sizes in characters unless named otherwise; a caller may tighten or widen each."""

    cell: int = 100_000
    row: int = 1_000_000
    columns: int = 1_000
    unpacked_bytes: int = 512 * 1024 * 1024
    spreadsheet_cells: int = 20_000_000
    card: int = 30_000_000


DEFAULT_LIMITS = Limits()
