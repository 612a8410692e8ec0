"""Loaded by the workers that the tests of the outbox start: short waits, and a contact that kills."""

import os
import sys
from typing import Any

from django.conf import settings

from integrations.dialects.administrate.connector import Administrate
from integrations.outbox.sending import dispatcher
from integrations.wire.outbound.connector import Call, Found
from tests.integrations.outbox.alone import DEADLY

assert "pytest" not in sys.modules, "this changes the product: it is for processes of their own"
settings.OUTBOX_TIME_SCALE = float(os.environ.get("SCALE", "0.05"))
dispatcher.SECONDS_TO_END = 1
dispatcher.MOST_THREADS = int(os.environ.get("THREADS", dispatcher.MOST_THREADS))
create = Administrate.create


def deadly(self: Administrate, call: Call, **options: Any) -> Found:
    if call.get("first_name") == DEADLY:
        os._exit(3)
    return create(self, call, **options)


Administrate.create = deadly  # type: ignore[method-assign]
