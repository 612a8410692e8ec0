"""Fake vendors, one for each of the five systems: a real socket, faults by rule, and a ledger of all that was done.

They are written from the vendors' documents alone and import nothing of the product, so that a misreading of ours
cannot hide in both halves. In the test's own process::

    from tests.vendors import fake

    with fake("administrate", tmp_path) as vendor:
        vendor.address                              # "http://127.0.0.1:40123"
        vendor.credentials                          # what a connection has to know, as `manage.py credentials` names it
        vendor.add(1000, seed=7)                    # the vendor's own people have contacts; answers their ids
        vendor.edit(3, last_name="King")            # ... and edit and remove them
        vendor.remove(4)
        vendor.contacts[3]                          # as the vendor stores it; also len(), in, and iteration
        vendor.faults.play("reset", method="POST", nth=1)       # does the work, then cuts the connection
        vendor.faults.play("500", probability=0.4)              # the first rule that strikes is played; see `Rule`
        vendor.faults.clear()
        vendor.forget_tokens()                      # all access tokens answer 401 from now on
        vendor.down(); vendor.up()                  # connections refused, and again on the same port
        [line.contact for line in vendor.ledger.creates()]      # what clients created, in order
        vendor.ledger.of(3); vendor.ledger.calls(); vendor.ledger.calls_per_second(); vendor.ledger.unknown()

A second `fake` with the same folder goes on where the first ended. As a process of its own, to be killed::

    with spawn("lightening", tmp_path) as child:    # same address, ledger, faults, add, edit, remove, forget_tokens
        child.kill(); child.start()                 # kill -9, and again on the same port with the same contacts
        child.contact("3"); child.size()

A client that is signed in already: `tests.vendors.clients.client(vendor)`. Made-up contacts of crmcom_selfservice
sign in with their email and `crmcom_selfservice.PASSWORD`; every one-time code there is `CODE`. By hand::

    python -m tests.vendors lightening --port 8201 --ledger FILE --seed 1 --faults FILE

Faults (`tests.vendors.faults.Rule` tells how calls are picked): before the work ``404 429 500 502 html refuse hang``,
after it ``latency late reset truncated huge slow wrong_types nan gzip_bomb twice``; ``commits=`` turns that round.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.vendors.child import Child, spawn
from tests.vendors.faults import Faults, Rule
from tests.vendors.ledger import Ledger, Line
from tests.vendors.systems import SYSTEMS
from tests.vendors.vendor import Vendor

__all__ = ["SYSTEMS", "Child", "Faults", "Ledger", "Line", "Rule", "Vendor", "fake", "spawn"]


@contextmanager
def fake(name: str, folder: Path, *, seed: int = 0, port: int = 0, token_life: float = 3600) -> Generator[Vendor]:
    """A vendor in this process, its ledger in the folder; raises at the end what went wrong inside of itself."""
    ledger = folder / f"{name}.jsonl"
    with SYSTEMS[name](ledger=ledger, seed=seed, port=port, token_life=token_life) as vendor:
        yield vendor
        if vendor.errors:
            raise ExceptionGroup(f"{name} is broken", vendor.errors)
