"""Windows of ids drop nobody and repeat nobody, wherever the matches lie, and are as wide as need be."""

import random

import pytest

from contacts.directory.finding.orders import Order, cursor
from contacts.directory.reading.nearby import FURTHEST, MET_PAGES, PAGES, WIDER, Nearby, Taken, Within

EVERYBODY = 100_000


def pages(ids: list[int], sort: Order, *, expected: int, most: int) -> tuple[list[int], list[Within]]:
    """All of ``ids`` page by page, and the windows that were looked through."""
    windows: list[Within] = []

    def found(within: Within, most: int) -> Taken:
        windows.append(within)
        inside = sorted((id_ for id_ in ids if within[0] <= id_ <= within[1]), reverse=sort.descending)
        return [(id_,) for id_ in inside[:most]]

    met: list[int] = []
    while True:
        after = cursor(met[-1], met[-1]) if met else ""
        page = Nearby((1, EVERYBODY), sort, after, most)
        if not page.fill(found, expected):
            page.taken += found(page.rest, page.missing)
        met += [row[0] for row in page.taken]
        if page.missing:
            return met, windows


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("order", ["id", "-id"])
def test_every_match_is_met_once_and_in_order(order: str, seed: int) -> None:
    dice, sort = random.Random(seed), Order.read(order)
    first, last = sorted(dice.sample(range(1, EVERYBODY + 1), 2))
    lie = [range(1, EVERYBODY + 1), range(first, last + 1), [1, EVERYBODY]][seed % 3]
    ids = dice.sample(lie, min(len(lie), dice.choice((1, 3, 40, 500))))
    met, _ = pages(ids, sort, expected=dice.choice((1, 10, 1_000, 10**9)), most=dice.choice((1, 7, 101)))
    assert met == sorted(ids, reverse=sort.descending)


def test_what_the_first_window_met_tells_how_wide_the_second_is() -> None:
    ids = list(range(1, EVERYBODY + 1, 100))
    met, windows = pages(ids, Order.read("id"), expected=10_000, most=100)
    assert met == ids
    first, second = ((last - begin + 1) for begin, last in windows[:2])
    assert first == pytest.approx(PAGES * 1_000, rel=0.01)
    assert second == pytest.approx(PAGES * 8_000, rel=0.01)


def test_where_nobody_was_met_the_second_window_is_wider_only_so_much() -> None:
    _, windows = pages([EVERYBODY], Order.read("id"), expected=100_000, most=100)
    widths = [last - begin + 1 for begin, last in windows[:2]]
    assert widths[1] == WIDER * widths[0]
    assert windows[2] == (sum(widths) + 1, FURTHEST)


def test_what_a_page_met_tells_how_wide_the_next_ones_window_is() -> None:
    ids, sort = list(range(1, EVERYBODY + 1, 100)), Order.read("id")
    page = Nearby((1, EVERYBODY), sort, "", 100)
    assert page.fill(lambda within, most: [(id_,) for id_ in ids if within[0] <= id_ <= within[1]][:most], 10_000)
    assert page.density == pytest.approx(len(ids), rel=0.02)


def test_what_was_met_is_looked_for_in_a_narrower_window_than_what_is_expected() -> None:
    ids, windows = list(range(1, EVERYBODY + 1, 100)), []

    def found(within: Within, most: int) -> Taken:
        windows.append(within)
        return [(id_,) for id_ in ids if within[0] <= id_ <= within[1]][:most]

    for pages in (PAGES, MET_PAGES):
        assert Nearby((1, EVERYBODY), Order.read("id"), "", 100).fill(found, len(ids), pages=pages)
    expected, met = (last - begin + 1 for begin, last in windows)
    assert 1 < met / 10_000 < expected / 10_000
