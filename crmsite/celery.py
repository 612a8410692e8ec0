"""The Celery application of this installation; its settings start with CELERY_ in ``settings``."""

import os
import threading
import time

from celery import Celery, signals

from crmsite.loading import load

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
signals.celeryd_init.connect(load)

SECONDS_TO_END_RUNNING_JOBS = 10
SECONDS_FOR_GOODBYE = 10  # calls of other systems end, and the worker's name goes off the list of the living


@signals.worker_ready.connect  # type: ignore[untyped-decorator]  # celery has no types
def start_draining(**_: object) -> None:
    """Each worker brings its own drainer of jobs, and its own dispatcher of what other systems are told."""
    from contacts.background.drainer import Drainer, leave_in_time  # need the models to be loaded
    from integrations.outbox.sending.dispatcher import Dispatcher

    loops: list[Drainer | Dispatcher] = [Drainer(app), Dispatcher()]
    for loop in loops:
        loop.start()

    def leave(**_: object) -> None:
        for loop in loops:
            loop.stop()
        options = {"seconds": SECONDS_TO_END_RUNNING_JOBS}
        threading.Thread(target=leave_in_time, kwargs=options, daemon=True).start()

    def wait_for_goodbye(**_: object) -> None:
        end = time.monotonic() + SECONDS_FOR_GOODBYE
        for loop in loops:
            loop.join(max(end - time.monotonic(), 0.1))

    signals.worker_shutting_down.connect(leave, weak=False)
    signals.worker_shutdown.connect(wait_for_goodbye, weak=False)
