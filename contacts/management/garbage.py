"""Python's search for garbage, held back while a command makes and drops objects by the million."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (1_000_000, 20, 20)  # new objects until the youngest are looked through, and times until older ones are


@contextmanager
def seldom() -> Iterator[None]:
    """Look for circles of references less often; for a process of its own.

    Records have no circles: they go with the last name for them. Looking through what is there already, again and
    again while thousands of them come and go, took a quarter of the time that Python spends on an import. (What was
    loaded with the process is looked through by nobody: ``crmsite.loading``.)
    """
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
