"""A memory that never takes more than it may, and keeps what is asked for again."""

import sys
import threading
from itertools import count

from contacts.directory.reading.memory import Memory

KILOBYTE = 1024
ENTRY = b"x" * KILOBYTE


def bounded(most: int) -> Memory[bytes]:
    return Memory(most, sys.getsizeof)


def key(number: int) -> bytes:
    return b"key %d" % number


def test_what_was_kept_is_found_by_the_same_key_and_no_other() -> None:
    memory = bounded(100 * KILOBYTE)
    ada = b"Ada"
    memory.keep([(b"ada", ada)])
    assert memory.look([b"ada", b"adb", b"ada"]) == [ada, None, ada]
    memory.keep([(b"ada", later := b"Ada King")])
    assert memory.look([b"ada"]) == [later]
    memory.clear()
    assert (memory.look([b"ada"]), memory.taken) == ([None], 0)


def test_a_hundred_times_as_much_as_fits_takes_no_more_than_fits() -> None:
    """Off: let ``_Shelf.put`` drive nobody out."""
    most = 64 * KILOBYTE
    memory = bounded(most)
    for n in range(6_400):
        memory.keep([(key(n), ENTRY)])
        if n % 3 == 0:
            memory.look([key(n), key(n - 1)])
        assert memory.taken <= most
    there = [one for one in memory.look([key(n) for n in range(6_400)], lasting=False) if one is not None]
    assert sum(sys.getsizeof(one) for one in there) < most
    assert len(there) > 20


def test_one_entry_larger_than_all_is_not_kept() -> None:
    memory = bounded(8 * KILOBYTE)
    memory.keep([(b"large", b"x" * 9 * KILOBYTE)])
    assert (memory.look([b"large"]), memory.taken) == ([None], 0)


def test_who_walks_through_everybody_once_drives_out_nobody_who_is_asked_for_again() -> None:
    """Off: put newcomers on the shelf of those who were asked for again."""
    memory = bounded(256 * KILOBYTE)
    favourites = [key(n) for n in range(30)]
    memory.keep((one, ENTRY) for one in favourites)
    memory.look(favourites)
    for n in range(1_000, 20_000, 100):
        page = [key(m) for m in range(n, n + 100)]
        assert memory.look(page) == [None] * 100
        memory.keep((one, ENTRY) for one in page)
    assert None not in memory.look(favourites)


def test_a_look_that_is_not_lasting_leaves_everything_where_it_is() -> None:
    memory = bounded(40 * KILOBYTE)
    memory.keep([(b"first", ENTRY), (b"second", ENTRY)])
    memory.look([b"first"], lasting=False)
    for n in range(100):
        memory.keep([(key(n), ENTRY)])
    assert memory.look([b"first", b"second"]) == [None, None]  # newcomers still, and the oldest


def test_many_threads_at_once_find_what_they_kept_or_nothing() -> None:
    memory, most, wrong = bounded(64 * KILOBYTE), 64 * KILOBYTE, []
    numbers = count()

    def work() -> None:
        for _ in range(300):
            n = next(numbers) % 120
            found = memory.look([key(n)])[0]
            if found is None:
                memory.keep([(key(n), key(n) * 100)])
            elif found != key(n) * 100:
                wrong.append(n)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert 0 < memory.taken <= most
