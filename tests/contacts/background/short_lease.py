"""The tests' settings with a lease that runs out while a test watches."""

from datetime import timedelta

from tests.settings import *  # noqa: F403

BACKGROUND_LEASE = timedelta(seconds=2)
