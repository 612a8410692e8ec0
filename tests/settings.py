"""The installation's own settings, with what a test run needs instead."""

from pathlib import Path

from crmsite.settings import *  # noqa: F403
from crmsite.settings import DATABASES, STORAGES, VAR_DIR

DATABASES["default"]["TEST"] = (
    # A file and not memory: the real server and the real worker open it from their own processes.
    {"NAME": str(Path(VAR_DIR) / "test.sqlite3")} if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3") else {}
)
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CALL_LOG_WAIT = None  # nothing writes behind the back of a test
