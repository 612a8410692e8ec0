"""The application object that the web server loads."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from crmsite.loading import load
from crmsite.postgresql.timeouts import limit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
limit(settings.DATABASES["default"], seconds=settings.DATABASE_TIMEOUT)  # before one is connected to
load()
application = get_wsgi_application()
