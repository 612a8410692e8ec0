"""The Celery application of this installation; its settings start with CELERY_ in ``settings``."""

import os
import threading

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SECONDS_TO_END_RUNNING_JOBS = 10
SECONDS_FOR_GOODBYE = 5  # the drainer takes its name off the list of living workers


@signals.worker_ready.connect  # type: ignore[untyped-decorator]  # celery has no types
def start_draining(**_: object) -> None:
    """Each worker brings its own drainer."""
    from contacts.background.drainer import Drainer, leave_in_time  # needs the models to be loaded

    drainer = Drainer(app)
    drainer.start()

    def leave(**_: object) -> None:
        drainer.stop()
        options = {"seconds": SECONDS_TO_END_RUNNING_JOBS}
        threading.Thread(target=leave_in_time, kwargs=options, daemon=True).start()

    def wait_for_goodbye(**_: object) -> None:
        drainer.join(SECONDS_FOR_GOODBYE)

    signals.worker_shutting_down.connect(leave, weak=False)
    signals.worker_shutdown.connect(wait_for_goodbye, weak=False)
