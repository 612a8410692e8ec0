"""How a process of the product is loaded."""

import gc
from importlib import import_module

import django


def load(**_: object) -> None:
    """Load all of it, before the first request or job.

    What is loaded stays for as long as the process runs, so nobody looks through it for garbage: not now, which is a
    quarter of the time it takes, and not in the middle of a request.
    """
    gc.disable()
    try:
        django.setup()
        import_module("crmsite.urls")
    finally:
        gc.freeze()
        gc.enable()
