"""The application object that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from crmsite.loading import load

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
load()
application = get_wsgi_application()
