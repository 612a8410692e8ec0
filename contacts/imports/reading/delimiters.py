"""Which character separates the cells of a CSV file."""

from __future__ import annotations

import csv
from collections import Counter

_CANDIDATES = ",;\t|"


def delimiter_of(sample: str) -> str:
    """The separator that cuts the sample's records into the most even and most numerous cells."""
    declared = sample[:6].lower()
    if declared.startswith("sep=") and len(sample) > 4:
        return sample[4]
    return max(_CANDIDATES, key=lambda candidate: _evenness(sample, candidate))


def _evenness(sample: str, delimiter: str) -> float:
    """0 for a separator that never occurs; else the share of records of the commonest width, plus the width."""
    try:
        rows = [row for row in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0.0
    # The sample's last record may be cut in the middle.
    widths = Counter(len(row) for row in (rows[:-1] or rows)[:200])
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if width == 1:
        width, count = max(((w, c) for w, c in widths.items() if w > 1), default=(1, 0))
    return 0.0 if width == 1 else count / sum(widths.values()) + min(width, 50) / 100
