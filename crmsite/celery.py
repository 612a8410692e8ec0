"""The Celery application of this installation; its settings start with CELERY_ in ``settings``."""

import os
import threading

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SECONDS_TO_END_RUNNING_JOBS = 10


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

    signals.worker_shutting_down.connect(leave, weak=False)
