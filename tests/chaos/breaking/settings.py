"""The installation's own settings, and one defence less."""

from crmsite.settings import *  # noqa: F403
from crmsite.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.breaking.apps.Breaking"]
