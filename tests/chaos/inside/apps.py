"""Loaded into every process of the product: breaks what CRM_CHAOS_BREAK names."""

import os
import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

from django.apps import AppConfig
from django.db import connection, transaction

PAUSE = 0.3  # seconds in which a defence is missed


class Breaking(AppConfig):
    """An application without models."""

    name = "tests.chaos.inside"

    def ready(self) -> None:
        BREAKS[os.environ["CRM_CHAOS_BREAK"]]()


def no_answers() -> None:
    """Answers are not kept: a repeated write is carried out again."""
    from contacts.access.repeats import operations

    operations._keep = lambda *args, **options: None


def late_answers() -> None:
    """The answer is kept after the write was committed, in a transaction of its own."""
    from contacts.access.repeats import operations

    keep = operations._keep

    def later(*args: Any, **options: Any) -> None:
        def write() -> None:
            time.sleep(PAUSE)
            keep(*args, **options)

        transaction.on_commit(write)

    operations._keep = later


def early_answers() -> None:
    """A write is answered before it is committed."""
    from contacts.access.repeats import operations

    once = operations.once

    def early(*, work: Callable[[], operations.Answer], **options: Any) -> operations.Answer:
        told: SimpleQueue[operations.Answer | Exception] = SimpleQueue()

        def worked() -> operations.Answer:
            answer = work()
            told.put(answer)
            time.sleep(PAUSE)
            return answer

        def run() -> None:
            try:
                told.put(once(work=worked, **options))
            except Exception as error:
                told.put(error)
            finally:
                connection.close()

        Thread(target=run).start()
        found = told.get()
        if isinstance(found, Exception):
            raise found
        return found

    operations.once = early


def no_look_up() -> None:
    """A vendor is asked to create again without a search for what an earlier call may have made."""
    from integrations.outbox.saying import contacting

    contacting._searched = lambda *args: None


def no_announcement() -> None:
    """That a vendor is about to be asked is not stored first."""
    from integrations.outbox.saying import contacting

    announce = contacting._announce

    def told(delivery: contacting.ContactDelivery) -> bool:
        with transaction.atomic():
            said = announce(delivery)
            transaction.set_rollback(True)
        return said

    contacting._announce = told


def no_sweep() -> None:
    """What a killed worker was sending is not taken back."""
    from integrations.outbox.sending import sweeping

    sweeping.sweep = lambda **options: 0


BREAKS: dict[str, Callable[[], None]] = {
    "no-answers": no_answers,
    "late-answers": late_answers,
    "early-answers": early_answers,
    "no-look-up": no_look_up,
    "no-announcement": no_announcement,
    "no-sweep": no_sweep,
    "lazy-commit": lambda: None,  # PostgreSQL is told to say "committed" before it is on the disk
}
