"""Loaded into a worker by a test (``celery -I``): kills it, as the kernel would, at one place in its work.

The file that CRM_TEST_FAULT names holds the place, as ``module:function:before`` or ``:after``. It is taken away at the
kill, so that the worker after it lives; without the file nothing happens.
"""

import importlib
import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

ORDER = Path(os.environ.get("CRM_TEST_FAULT", "no-such-file"))
PLACES = {
    "contacts.background.registry:run_job:before": "a message was taken, its job not begun",
    "contacts.access.codes.posting:send:before": "the job of a code began",
    "contacts.access.codes.posting:_send:after": "a code and its mail were written, not committed",
    "contacts.access.codes.posting:send:after": "they were committed, the job had not ended",
    "contacts.access.grants.operations:_send:after": "a link and its mail were written, not committed",
    "contacts.tasks:deliver:before": "the job of a mail began",
    "contacts.messages.delivery.claiming:claim:after": "a mail was marked as on its way",
    "contacts.messages.delivery.mail:built:after": "it was built, the server not called",
    "contacts.messages.delivery.mail:post:after": "the server took it, we had not written so",
    "contacts.messages.delivery.claiming:close:after": "it was written as sent, the job had not ended",
    "contacts.tasks:deliver:after": "all was done, the job had not ended",
}
"""Where a worker can be killed, and what has happened by then."""


def die_at(place: str, *, told: dict[str, Any]) -> None:
    """End this process if ``place`` is ordered; of the jobs that run by themselves none is meant."""
    if not ORDER.exists() or ORDER.read_text() != place or _runs_by_itself(told):
        return
    ORDER.unlink()
    os.kill(os.getpid(), signal.SIGKILL)


def _runs_by_itself(told: dict[str, Any]) -> bool:
    if "job_id" not in told:
        return False
    from contacts.background.models import Job  # the models are loaded by the time a job runs

    return not Job.objects.get(pk=told["job_id"]).args


def _deadly(function: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        die_at(before, told=kwargs)
        result = function(*args, **kwargs)
        die_at(after, told=kwargs)
        return result

    return run


if "CRM_TEST_FAULT" in os.environ:
    for module_name, name in {tuple(place.split(":")[:2]) for place in PLACES}:
        module = importlib.import_module(module_name)
        where = f"{module_name}:{name}"
        setattr(module, name, _deadly(getattr(module, name), f"{where}:before", f"{where}:after"))
