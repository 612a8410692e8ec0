"""The installation's own settings; CRM_CHAOS_SCALE shortens its waits, CRM_CHAOS_BREAK names what is switched off."""

import os

from crmsite.settings import *  # noqa: F403
from crmsite.settings import INSTALLED_APPS

OUTBOX_TIME_SCALE = float(os.environ["CRM_CHAOS_SCALE"])
if "CRM_CHAOS_BREAK" in os.environ:
    INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.inside.apps.Breaking"]
