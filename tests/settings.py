"""The installation's own settings, with what a test run needs instead."""

from pathlib import Path

from crmsite.settings import *  # noqa: F403
from crmsite.settings import DATABASES, PASSWORD_HASHERS, STORAGES, VAR_DIR

DATABASES["default"]["TEST"] = (
    # A file and not memory: the real server and the real worker open it from their own processes.
    {"NAME": str(Path(VAR_DIR) / "test.sqlite3")} if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3") else {}
)
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASE_TIMEOUT = 0  # no test fails because the machine is slow
# 26 ms of the processor for every password would be a third of some parts; tests of the price are `dear`.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
CALL_LOG_WAIT = None  # nothing writes behind the back of a test
